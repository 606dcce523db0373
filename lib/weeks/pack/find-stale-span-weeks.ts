import type pg from 'pg';
import { sql } from '@/lib/db/sql';
import { beginningOf } from '../format/parts';
import { type StaleWeek, unmarkedProblems } from './find-stale-weeks';
import type { WeekKey } from './week-facts';

/**
 * Weeks of spans that are not packed as they are summed up, though nobody marked them: by how many rows they have, and
 * whether this version can read them. Newest first. Counts all rows of span_week.
 */
export async function findStaleSpanWeeks(pool: pg.Pool): Promise<StaleWeek[]> {
  const { rows } = await pool.query<StaleWeek>(sql`
    with summed as (
      select repo_id, week, count(*)::int as cells from span_week group by 1, 2
    ),
    compared as (
      select coalesce(s.repo_id, p.repo_id) as repo_id, coalesce(s.week, p.week) as week,
        case
          when p.week is null then 'was never packed with its commands and layers'
          when substring(p.spans from 1 for 8) <> ${beginningOf('spans')}
            then 'has commands and layers that another version packed'
          when coalesce(s.cells, 0) <> p.cell_count
            then format('has %s sums of commands and layers packed and %s stored', p.cell_count, coalesce(s.cells, 0))
        end as problem
      from summed s full join packed_span_week p on p.repo_id = s.repo_id and p.week = s.week
    )
    ${unmarkedProblems(sql`dirty_span_week`)}`);
  return rows;
}

/** Marks weeks of spans to be packed anew. */
export async function markSpanWeeks(pool: pg.Pool | pg.PoolClient, weeks: readonly WeekKey[]): Promise<void> {
  await pool.query(sql`
    insert into dirty_span_week (repo_id, week)
    select w.repo_id, w.week::date
    from unnest(${weeks.map(({ repoId }) => repoId)}::int[], ${weeks.map(({ week }) => week)}::text[])
      as w(repo_id, week)
    order by 1, 2
    on conflict (repo_id, week) do nothing`);
}
