import type pg from 'pg';
import { sql } from '@/lib/db/sql';
import { beginningOf } from '../format/parts';

/** Marks all weeks of spans that another version packed. Called when that may be, as at a start. */
export async function markOtherSpanVersions(pool: pg.Pool): Promise<void> {
  await pool.query(sql`
    insert into dirty_span_week (repo_id, week)
    select repo_id, week from packed_span_week
    where substring(spans from 1 for 8) <> ${beginningOf('spans')}
    order by 1, 2
    on conflict (repo_id, week) do nothing`);
}
