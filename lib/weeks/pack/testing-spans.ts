import type pg from 'pg';
import { rowsAsJson } from '@/lib/db/rows-as-json';
import { sql } from '@/lib/db/sql';
import { unpackPart } from '../format/parts';
import type { SpanParts } from '../format/span-parts';

/** A row of span_week. */
export interface SpanCell {
  repo_id: number;
  series_id: number;
  label_id: number;
  branch_class: 'default' | 'other';
  event: string;
  /** A Monday, `2026-03-02`. */
  week: string;
  n: number;
  timed: number;
  sum_ms: number;
  hits: number;
  misses: number;
  miss_ms: number;
  first_misses: number;
  buckets: number[];
  bucket_counts: number[];
}

/** What a command of series 1 that ran twice, for some seconds, adds up to. */
export function aCell(change: Partial<SpanCell> = {}): SpanCell {
  return {
    repo_id: 1,
    series_id: 1,
    label_id: 1,
    branch_class: 'default',
    event: 'push',
    week: '2026-03-02',
    n: 2,
    timed: 2,
    sum_ms: 9000,
    hits: 0,
    misses: 0,
    miss_ms: 0,
    first_misses: 0,
    buckets: [415, 426],
    bucket_counts: [1, 1],
    ...change,
  };
}

/** As if they had been summed up before there were packed weeks of them. */
export async function storeCells(pool: pg.Pool, cells: readonly SpanCell[]): Promise<void> {
  await pool.query(sql`
    insert into span_week select * from json_populate_recordset(null::span_week, ${rowsAsJson(cells)}::json)`);
}

/** What is packed of the sums of a week; null: nothing was ever. */
export async function readSpanParts(
  pool: pg.Pool,
  repoId: number,
  week: string,
): Promise<(SpanParts & { cellCount: number }) | null> {
  const { rows } = await pool.query<{ spans: Buffer; times: Buffer; cellCount: number }>(sql`
    select spans, times, cell_count as "cellCount"
    from packed_span_week where repo_id = ${repoId} and week = ${week}::date`);
  const row = rows[0];
  if (row === undefined) return null;
  return {
    spans: unpackPart('spans', row.spans),
    times: unpackPart('times', row.times),
    cellCount: row.cellCount,
  };
}
