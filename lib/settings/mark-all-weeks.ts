import { type SqlStatement, sql } from '@/lib/db/sql';

/**
 * Marks every week that is packed, or is to be, and those beside it: by the clock of another time zone builds near a
 * border belong to the week before or after.
 */
export function markAllWeeks(): SqlStatement {
  return sql`
    insert into dirty_week (repo_id, week, first_marked_at, marked_at)
    select w.repo_id, w.week, clock_timestamp(), clock_timestamp()
    from (
      select distinct k.repo_id, k.week + shift.days as week
      from (select repo_id, week from packed_week union select repo_id, week from dirty_week) k
      cross join (values (-7), (0), (7)) as shift(days)
    ) w
    order by w.repo_id, w.week
    on conflict (repo_id, week) do update set marked_at = clock_timestamp()`;
}
