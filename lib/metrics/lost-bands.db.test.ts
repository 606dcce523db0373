import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { DEFAULT_SETTINGS } from '@/lib/settings/settings';
import { MINUTE_MS } from '@/lib/time/units';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { rollUpAll } from '@/tests/world/lost-table';
import { aBuildAt, aRepo, packAll, storeFacts } from '@/tests/world/packed-weeks';
import { metricFilterSchema } from './metric-filter';
import { runMetric } from './run-metric';

const ZONE = 'UTC';
const DAYS = ['02', '03', '04', '05', '06'];
let db: TestDatabase;
let context: ReaderContext;

/** One person, five days: a build of an hour, and beside it one of ten minutes of another repository. */
beforeAll(async () => {
  db = await createTestDatabase();
  const [long, short] = [await aRepo(db.pool, 'acme/long'), await aRepo(db.pool, 'acme/short')];
  const change = { trigger: 'dora', status: 'success' as const };
  const at = (time: string, seconds: number) =>
    DAYS.map((day, index) => aBuildAt(index + 1, `2026-03-${day}T${time}:00Z`, seconds, change));
  await storeFacts(db.pool, long, at('09:00', 3600), ZONE);
  await storeFacts(db.pool, short, at('09:35', 600), ZONE);
  await packAll(db.pool, ZONE);
  await rollUpAll(db.pool, DEFAULT_SETTINGS, ZONE);
  context = { source: new WeekSource(db.pool), now: new Date('2026-03-09T12:00:00Z'), timeZone: ZONE };
});
afterAll(() => db.drop());

const FILTER = metricFilterSchema.parse({ range: '2026-03-02..2026-03-08', event: 'all' });
const minutes = (row: { lowMs: number; lostMs: number; highMs: number } | undefined) =>
  row === undefined ? null : [row.lowMs, row.lostMs, row.highMs].map(ms => ms / MINUTE_MS);

test('the band of a part holds its figure, though the high reading leaves the part less', async () => {
  const { rows } = await runMetric(context, 'services', FILTER);
  const short = rows.find(({ service }) => service === 'acme/short');
  // By hand: 10 min of attention and 5 min for the switch a day; the high reading gives it half of ten minutes.
  expect(minutes(short)).toEqual([0, 75, 75]);
  const { rows: totals } = await runMetric(context, 'totals', { ...FILTER, service: 'acme/short' });
  expect(minutes(totals.find(({ period }) => period === 'now'))).toEqual([0, 75, 75]);
});

test('nor does any cause, place, team or service stand outside of its band, and their figures add up', async () => {
  const { rows: whole } = await runMetric(context, 'totals', FILTER);
  const lostMs = whole.find(({ period }) => period === 'now')?.lostMs;
  for (const name of ['lost', 'lost-steps', 'services', 'teams'] as const) {
    const { rows } = await runMetric(context, name, FILTER);
    for (const row of rows) {
      expect(row.lostMs).toBeGreaterThanOrEqual(row.lowMs);
      expect(row.lostMs).toBeLessThanOrEqual(row.highMs);
    }
    expect(rows.reduce((sum, row) => sum + row.lostMs, 0)).toBe(lostMs);
  }
});
