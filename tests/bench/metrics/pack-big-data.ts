import type pg from 'pg';
import { sql } from '@/lib/db/sql';
import { DEFAULT_SETTINGS } from '@/lib/settings/settings';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import {
  findStaleSpanWeeks,
  markOtherZones,
  markSpanWeeks,
  packMarkedSpanWeeks,
  packNextWeek,
  rollUpWaiting,
  WeekStore,
} from '@/lib/weeks/upkeep';
import { BIG_DATA_PLAN } from '../big-data/big-data-plan';

const HELD_BYTES = 400_000_000;

/** Days of the benchmark begin by this clock. */
export const BENCH_ZONE = BIG_DATA_PLAN.timeZone;

/**
 * Packs every week of the data, and its sums of spans, and replays everybody's days, by the code that the product does
 * it with, unless this version has done that before. Prints what it took.
 */
export async function packBigData(pool: pg.Pool, log: (line: string) => void): Promise<void> {
  const calendar = createLocalCalendar(BENCH_ZONE);
  await markOtherZones(pool, BENCH_ZONE);
  const { rows } = await pool.query<{ weeks: number; packed: number }>(sql`
    select (select count(*)::int from dirty_week) as weeks, (select count(*)::int from packed_week) as packed`);
  const { weeks = 0, packed = 0 } = rows[0] ?? {};
  if (weeks + packed === 0) throw new Error('the data mark no week to be packed');
  if (weeks > 0) {
    log(`packing ${weeks} weeks of repositories …`);
    const startMs = performance.now();
    while ((await packNextWeek({ pool, timeZone: BENCH_ZONE, calendar }, true)) !== null);
    log(`packed in ${seconds(startMs)} s`);
  }
  await packSpans(pool, log);
  const startMs = performance.now();
  const store = new WeekStore(pool, { maxBytes: HELD_BYTES });
  const context = { pool, store, settings: DEFAULT_SETTINGS, timeZone: BENCH_ZONE };
  let replayed = 0;
  while ((await rollUpWaiting(context)) !== null) {
    replayed += 1;
    if (replayed === 8) log(`hours lost of the last 8 weeks in ${seconds(startMs)} s`);
  }
  if (replayed > 0) log(`hours lost of ${replayed} weeks in ${seconds(startMs)} s`);
}

/** The data hold sums of spans that nobody marked. */
async function packSpans(pool: pg.Pool, log: (line: string) => void): Promise<void> {
  await markSpanWeeks(pool, await findStaleSpanWeeks(pool));
  const startMs = performance.now();
  let packed = 0;
  for (;;) {
    const weeks = await packMarkedSpanWeeks(pool);
    if (weeks === 0) break;
    packed += weeks;
  }
  if (packed > 0) log(`commands and layers of ${packed} weeks packed in ${seconds(startMs)} s`);
}

function seconds(startMs: number): string {
  return ((performance.now() - startMs) / 1000).toFixed(1);
}
