import type pg from 'pg';
import { sql } from '@/lib/db/sql';
import { beginningOf } from '../format/parts';

/**
 * Marks all weeks that were packed by the clock of another time zone, and those beside them: builds near a border
 * move. Weeks that another version packed are marked too. Called when either may have changed, as at a start.
 *
 * @returns how many weeks were marked
 */
export async function markOtherZones(pool: pg.Pool, timeZone: string): Promise<number> {
  const marked = await pool.query(sql`
    insert into dirty_week (repo_id, week, first_marked_at, marked_at)
    select w.repo_id, w.week, clock_timestamp(), clock_timestamp()
    from (
      select distinct p.repo_id, p.week + shift.days as week
      from packed_week p cross join (values (-7), (0), (7)) as shift(days)
      where p.time_zone <> ${timeZone}
        or (shift.days = 0 and substring(p.builds from 1 for 8) <> ${beginningOf('packed')})
    ) w
    order by 1, 2
    on conflict (repo_id, week) do update set marked_at = excluded.marked_at`);
  return marked.rowCount ?? 0;
}
