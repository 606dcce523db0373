import type pg from 'pg';
import { inTransaction } from '@/lib/db/in-transaction';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { IS_EARLIER_TWIN } from '@/lib/facts/build-sql';
import { markSpanWeeks, markStaleWeeks } from '@/lib/weeks/upkeep';
import { IS_PAST_KEEPING } from './kept-builds';

/** Of several pollers one is at it. */
const LOCK = 72_707_377;
const BUILDS_AT_ONCE = 500;
const ROWS_AT_ONCE = 1_000;
/** A build that was listed and never read says only when it was created: it may have been over later. */
const LONGEST_BUILD = sql`interval '7 days'`;

interface RepoWeek {
  repoId: number;
  week: string;
}

/**
 * Removes some of what is kept no longer: the builds of one week of one repository, oldest first, or its sums of commands
 * and layers, or what is left of weeks that were emptied. Which ones follows from what is stored, so that it can be stopped
 * anywhere. Packed weeks and hours lost are made anew from what is left, as whenever builds change.
 *
 * @returns false when nothing is left to remove, or another poller is at it
 */
export async function purgeBuilds(pool: pg.Pool, timeZone: string): Promise<boolean> {
  return inTransaction(pool, async client => {
    const lock = await client.query<{ locked: boolean }>(
      sql`select pg_try_advisory_xact_lock(${LOCK}) as locked`,
    );
    if (lock.rows[0]?.locked !== true) return false;
    return (
      (await purgeWeekOfBuilds(client, timeZone)) ||
      (await purgeWeekOfSpans(client, timeZone)) ||
      (await purgeWork(client)) ||
      (await purgeEmptyWeeks(client, timeZone))
    );
  });
}

async function purgeWeekOfBuilds(client: pg.PoolClient, timeZone: string): Promise<boolean> {
  const oldest = await client.query<{ repoId: number; until: Date }>(sql`
    select i.repo_id as "repoId", first.until
    from repo_import i cross join lateral (
      select b.created_at, (date_trunc('week', b.created_at at time zone ${timeZone}) + interval '7 days')
        at time zone ${timeZone} as until
      from build b where b.repo_id = i.repo_id and ${IS_PAST_KEEPING}
      order by b.created_at limit 1
    ) first
    order by first.created_at, i.repo_id limit 1`);
  const [first] = oldest.rows;
  if (first === undefined) return false;
  const { repoId, until } = first;
  const found = await client.query<{ number: number; week: string }>(sql`
    select b.number, date_trunc('week', coalesce(b.finished_at, b.created_at) at time zone ${timeZone})::date::text as week
    from repo_import i join build b on b.repo_id = i.repo_id
    where i.repo_id = ${repoId} and ${IS_PAST_KEEPING} and b.created_at < ${until}
    order by b.created_at limit ${BUILDS_AT_ONCE}
    for update of b`);
  const numbers = found.rows.map(({ number }) => number);
  await client.query(keepTwins(repoId, numbers));
  await client.query(keepPromoted(repoId, numbers));
  for (const statement of removals(repoId, numbers)) await client.query(statement);
  const packed = await client.query<RepoWeek>(sql`
    select repo_id as "repoId", week::text as week from packed_week
    where repo_id = ${repoId} and week = any(${found.rows.map(({ week }) => week)}::date[])`);
  await markStaleWeeks(client, packed.rows);
  await client.query(sql`
    update repo_import set builds_stored = greatest(builds_stored - ${numbers.length}, 0)
    where repo_id = ${repoId}`);
  return true;
}

/** Later builds of the same commit stay reruns. */
function keepTwins(repoId: number, numbers: readonly number[]): SqlStatement {
  return sql`
    update build b set repeats_gone = true
    from build e
    where e.repo_id = ${repoId} and e.number = any(${numbers}::bigint[]) and ${IS_EARLIER_TWIN}
      and b.repo_id = ${repoId} and not b.number = any(${numbers}::bigint[]) and not b.repeats_gone`;
}

function keepPromoted(repoId: number, numbers: readonly number[]): SqlStatement {
  return sql`
    update build b set promoted_created_at = p.created_at
    from build p
    where p.repo_id = ${repoId} and p.number = any(${numbers}::bigint[])
      and p.created_at between timestamptz '2010-01-01Z' and now() + interval '1 day'
      and b.repo_id = ${repoId} and b.parent = p.number and b.event in ('promote', 'rollback')
      and not b.number = any(${numbers}::bigint[])`;
}

/** All that hangs on these builds, and then they themselves. */
function removals(repoId: number, numbers: readonly number[]): SqlStatement[] {
  return [
    sql`delete from log_todo where repo_id = ${repoId} and build_number = any(${numbers}::bigint[])`,
    sql`delete from step_span where repo_id = ${repoId} and build_number = any(${numbers}::bigint[])`,
    sql`delete from step_cache where repo_id = ${repoId} and build_number = any(${numbers}::bigint[])`,
    sql`delete from step_log where repo_id = ${repoId} and build_number = any(${numbers}::bigint[])`,
    sql`delete from step where repo_id = ${repoId} and build_number = any(${numbers}::bigint[])`,
    sql`delete from stage where repo_id = ${repoId} and build_number = any(${numbers}::bigint[])`,
    sql`delete from build_todo where repo_id = ${repoId} and number = any(${numbers}::bigint[])`,
    sql`delete from build where repo_id = ${repoId} and number = any(${numbers}::bigint[])`,
  ];
}

async function purgeWeekOfSpans(client: pg.PoolClient, timeZone: string): Promise<boolean> {
  const oldest = await client.query<RepoWeek>(sql`
    select i.repo_id as "repoId", s.week::text as week
    from repo_import i cross join lateral (
      select min(s.week) as week from span_week s
      where s.repo_id = i.repo_id and s.week < (i.builds_kept_from at time zone ${timeZone})::date
    ) s
    where s.week is not null order by s.week, i.repo_id limit 1`);
  const [first] = oldest.rows;
  if (first === undefined) return false;
  const { repoId, week } = first;
  await client.query(sql`delete from span_week where repo_id = ${repoId} and week = ${week}::date`);
  await client.query(sql`delete from dirty_log_week where repo_id = ${repoId} and week = ${week}::date`);
  await markSpanWeeks(client, [first]);
  return true;
}

/**
 * Builds that were listed and never read. Of an entry that could not be read nobody knows when it was created: it is past
 * where it lies below all that are kept.
 */
async function purgeWork(client: pg.PoolClient): Promise<boolean> {
  const gone = await client.query(sql`
    delete from build_todo t using (
      select t.repo_id, t.number from build_todo t join repo_import i on i.repo_id = t.repo_id
      where (t.created_at < i.builds_kept_from - ${LONGEST_BUILD}
          and not exists (select 1 from build b where b.repo_id = t.repo_id and b.number = t.number))
        or (t.created_at is null and i.history_done and i.builds_kept_from is not null
          and t.number < (select min(b.number) from build b where b.repo_id = t.repo_id))
      limit ${ROWS_AT_ONCE}
    ) past
    where t.repo_id = past.repo_id and t.number = past.number`);
  return gone.rowCount !== 0;
}

/** Rows of weeks in which nothing is left, once whoever reads them knows that they are empty. */
async function purgeEmptyWeeks(client: pg.PoolClient, timeZone: string): Promise<boolean> {
  const gone = await client.query<{ n: number }>(sql`
    with packed as (
      delete from packed_week p using repo_import i
      where i.repo_id = p.repo_id and p.week < (i.builds_kept_from at time zone ${timeZone})::date
        and p.build_count = 0
        and not exists (select 1 from dirty_week d where d.repo_id = p.repo_id and d.week = p.week)
      returning 1
    ),
    spans as (
      delete from packed_span_week p using repo_import i
      where i.repo_id = p.repo_id and p.week < (i.builds_kept_from at time zone ${timeZone})::date
        and p.cell_count = 0
        and not exists (select 1 from dirty_span_week d where d.repo_id = p.repo_id and d.week = p.week)
      returning 1
    ),
    lost as (
      delete from lost_week l using repo_import i
      where i.repo_id = l.repo_id and l.week < (i.builds_kept_from at time zone ${timeZone})::date
        and not exists (select 1 from packed_week p where p.repo_id = l.repo_id and p.week = l.week and p.build_count > 0)
        and not exists (select 1 from dirty_week d where d.repo_id = l.repo_id and d.week = l.week)
        and not exists (select 1 from dirty_person_day d where d.day >= l.week - 7 and d.day < l.week + 14)
      returning 1
    )
    select ((select count(*) from packed) + (select count(*) from spans) + (select count(*) from lost))::int as n`);
  return (gone.rows[0]?.n ?? 0) > 0;
}
