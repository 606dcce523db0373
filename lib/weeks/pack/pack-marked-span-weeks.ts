import type pg from 'pg';
import { inTransaction } from '@/lib/db/in-transaction';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { packSpanWeeks } from './pack-span-week';
import type { WeekKey } from './week-facts';

const WEEKS_AT_ONCE = 100;
/** While Postgres reads for one, the other's weeks are packed. */
const LANES = 2;

/**
 * Packs the newest weeks of spans that are marked, and takes their marks; those that another poller packs are left to
 * it. Weeks that are summed up anew need no mark: they are packed with that.
 *
 * @returns how many weeks were packed
 * @throws what went wrong with one week, once no other is left to pack
 */
export async function packMarkedSpanWeeks(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ marked: number }>(countMarks());
  const laneCount = Math.ceil((rows[0]?.marked ?? 0) / WEEKS_AT_ONCE);
  const lanes = await Promise.allSettled(Array.from({ length: laneCount }, () => packBatch(pool)));
  const packed = lanes.reduce((sum, lane) => sum + (lane.status === 'fulfilled' ? lane.value : 0), 0);
  const failed = lanes.find(lane => lane.status === 'rejected');
  if (packed === 0 && failed !== undefined) throw failed.reason;
  return packed;
}

async function packBatch(pool: pg.Pool): Promise<number> {
  return inTransaction(pool, async client => {
    const { rows } = await client.query<WeekKey>(takeMarks());
    if (rows.length === 0) return 0;
    const failed = await packSpanWeeks(client, rows);
    if (failed.length === rows.length) throw failed[0]?.error;
    if (failed.length > 0) await client.query(giveBackMarks(failed));
    return rows.length - failed.length;
  });
}

function countMarks(): SqlStatement {
  return sql`
    select count(*)::int as marked from (select 1 from dirty_span_week limit ${LANES * WEEKS_AT_ONCE}) m`;
}

function takeMarks(): SqlStatement {
  return sql`
    with chosen as (
      select repo_id, week from dirty_span_week
      order by week desc, repo_id
      limit ${WEEKS_AT_ONCE}
      for update skip locked
    )
    delete from dirty_span_week d using chosen c
    where d.repo_id = c.repo_id and d.week = c.week
    returning d.repo_id as "repoId", d.week::text as week`;
}

function giveBackMarks(weeks: readonly WeekKey[]): SqlStatement {
  return sql`
    insert into dirty_span_week (repo_id, week)
    select w.repo_id, w.week
    from unnest(${weeks.map(({ repoId }) => repoId)}::int[], ${weeks.map(({ week }) => week)}::date[])
      as w(repo_id, week)
    order by 1, 2`;
}
