import { type SqlStatement, sql } from '@/lib/db/sql';
import { dayNumber } from '@/lib/time/days';
import type { WeekKey } from './week-facts';

/** Weeks as the table w (repo_id, week, position), positions from 1; its parameters are such as `copy` takes. */
export function askedWeeks(weeks: readonly WeekKey[]): SqlStatement {
  return sql`(
    select k.repo_id, date '1970-01-01' + k.day as week, k.position
    from unnest(${weeks.map(({ repoId }) => repoId)}::int[], ${weeks.map(({ week }) => dayNumber(week))}::int[])
      with ordinality as k(repo_id, day, position)
  ) w`;
}
