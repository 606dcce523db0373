import type pg from 'pg';
import { sql } from '@/lib/db/sql';
import type { WeekTable } from '../format/parts';

/** A week that was written, and the transaction that did it. */
export interface WrittenWeek {
  table: WeekTable;
  repoId: number;
  /** Its Monday, `2026-03-02`. */
  week: string;
  writtenIn: number;
}

type Row = (WrittenWeek | { table: null }) & { horizon: string };

/**
 * What was written since a horizon, which is the id of a transaction, and the horizon from which to go on. Ids only
 * grow, but their order is not that in which transactions end: what may still be under way lies beyond the horizon, and
 * what lies beyond it and is done comes again.
 */
export async function readWrittenWeeks(
  pool: pg.Pool,
  horizon: string,
): Promise<{ weeks: WrittenWeek[]; horizon: string }> {
  const { rows } = await pool.query<Row>(sql`
    with written as (
      select 'packed' as "table", repo_id, week, written_in
      from packed_week where written_in >= ${horizon}::bigint
      union all
      select 'lost', repo_id, week, written_in
      from lost_week where written_in >= ${horizon}::bigint
      union all
      select 'spans', repo_id, week, written_in
      from packed_span_week where written_in >= ${horizon}::bigint
    )
    select h.horizon, w."table", w.repo_id as "repoId", w.week::text as week, w.written_in as "writtenIn"
    from (select pg_snapshot_xmin(pg_current_snapshot())::text as horizon) h
    left join written w on true`);
  return {
    weeks: rows.flatMap(row => (row.table === null ? [] : row)),
    horizon: rows[0]?.horizon ?? horizon,
  };
}
