import type pg from 'pg';
import { inTransaction } from '@/lib/db/in-transaction';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { packSpanWeeks } from './pack-span-week';
import type { WeekKey } from './read-week-facts';

const WEEKS_AT_ONCE = 50;

/**
 * Packs the newest weeks of spans that are marked, and takes their marks; those that another poller packs are left to
 * it. Weeks that are summed up anew need no mark: they are packed with that.
 *
 * @returns how many weeks were packed
 */
export async function packMarkedSpanWeeks(pool: pg.Pool): Promise<number> {
  return inTransaction(pool, async client => {
    const { rows } = await client.query<WeekKey>(takeMarks());
    await packSpanWeeks(client, rows);
    return rows.length;
  });
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
