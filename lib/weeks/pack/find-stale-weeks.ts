import type pg from 'pg';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { MAY_BE_STUCK, ODD_REASON } from '@/lib/facts/build-sql';
import { beginningOf } from '../format/parts';
import type { WeekKey } from './week-facts';

/** A week whose packed figures are not those of its facts, though nobody marked it. */
export interface StaleWeek extends WeekKey {
  repository: string;
  problem: string;
}

/**
 * Compares how many builds and steps each packed week has with what is stored, and looks whether this version can
 * read it. Weeks that are marked already are about to be packed, and left out. Reads all facts: seconds for a million
 * builds.
 */
export async function findStaleWeeks(pool: pg.Pool, timeZone: string): Promise<StaleWeek[]> {
  const { rows } = await pool.query<StaleWeek>(sql`
    with builds as (
      select b.repo_id, b.number, date_trunc('week', b.finished_at at time zone ${timeZone})::date as week
      from build b where b.finished_at is not null and ${ODD_REASON} is null
      union all
      select b.repo_id, b.number, date_trunc('week', b.created_at at time zone ${timeZone})::date
      from build b where b.finished_at is null and ${MAY_BE_STUCK}
    ),
    steps as (
      select b.repo_id, b.week, count(*)::int as steps
      from builds b join step s on s.repo_id = b.repo_id and s.build_number = b.number
      group by 1, 2
    ),
    facts as (
      select b.repo_id, b.week, count(*)::int as builds, coalesce(max(s.steps), 0) as steps
      from builds b left join steps s on s.repo_id = b.repo_id and s.week = b.week
      group by 1, 2
    ),
    compared as (
      select coalesce(f.repo_id, p.repo_id) as repo_id, coalesce(f.week, p.week) as week,
        case
          when p.week is null then 'was never packed'
          when substring(p.builds from 1 for 8) <> ${beginningOf('packed')}
            then 'was packed by another version'
          when p.time_zone <> ${timeZone} then format('was packed by the clock of %s', p.time_zone)
          when coalesce(f.builds, 0) <> p.build_count
            then format('has %s builds packed and %s stored', p.build_count, coalesce(f.builds, 0))
          when coalesce(f.steps, 0) <> p.step_count
            then format('has %s steps packed and %s stored', p.step_count, coalesce(f.steps, 0))
        end as problem
      from facts f full join packed_week p on p.repo_id = f.repo_id and p.week = f.week
    )
    ${unmarkedProblems(sql`dirty_week`)}`);
  return rows;
}

/** The weeks of `compared` that have a problem and no mark, newest first. @param marks name of the table of marks */
export function unmarkedProblems(marks: SqlStatement): SqlStatement {
  return sql`
    select c.repo_id as "repoId", c.week::text as week, r.slug as repository, c.problem
    from compared c
    join repo r on r.id = c.repo_id
    where c.problem is not null
      and not exists (select 1 from ${marks} d where d.repo_id = c.repo_id and d.week = c.week)
    order by c.week desc, r.slug`;
}

/**
 * Marks weeks with builds that ended in the future when they were stored, by a clock that was off, now that their time
 * has come: no figure counted them until then. Looks at the last 30 days, and leaves alone what is marked.
 */
export async function markArrivedWeeks(pool: pg.Pool, timeZone: string): Promise<void> {
  const { rows } = await pool.query<WeekKey>(sql`
    select distinct b.repo_id as "repoId", w.week::text as week
    from repo r
    cross join lateral (
      select * from build b
      where b.repo_id = r.id and b.finished_at between now() - interval '30 days' and now() + interval '1 day'
    ) b
    cross join lateral (select date_trunc('week', b.finished_at at time zone ${timeZone})::date as week) w
    left join packed_week p on p.repo_id = b.repo_id and p.week = w.week
    where (p.packed_at is null or b.finished_at > p.packed_at + interval '1 day') and ${ODD_REASON} is null
      and not exists (select 1 from dirty_week d where d.repo_id = b.repo_id and d.week = w.week)`);
  await markStaleWeeks(pool, rows);
}

/** Marks weeks to be packed anew, each named however often; a transaction marks all of its weeks by one call. */
export async function markStaleWeeks(
  client: pg.Pool | pg.PoolClient,
  weeks: readonly WeekKey[],
): Promise<void> {
  if (weeks.length === 0) return;
  await client.query(sql`
    insert into dirty_week (repo_id, week, first_marked_at, marked_at)
    select w.repo_id, w.week::date, clock_timestamp(), clock_timestamp()
    from unnest(${weeks.map(({ repoId }) => repoId)}::int[], ${weeks.map(({ week }) => week)}::text[])
      as w(repo_id, week)
    group by 1, 2 order by 1, 2
    on conflict (repo_id, week) do update set marked_at = excluded.marked_at`);
}
