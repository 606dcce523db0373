import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { METRICS, type MetricName } from '@/lib/metrics/registry';
import { runMetric } from '@/lib/metrics/run-metric';
import { createMetricWorld, WORLD_ZONE } from '@/tests/world/metric-world';
import { storeSmallWorld } from '@/tests/world/small-world';
import { WeekSource } from './week-source';

const NOW = new Date('2026-09-01T12:00:00Z');
/** Such as begin and end within joined weeks and between them, on any day of a week. */
const RANGES = [
  '2026-03-02..2026-05-10',
  '2026-03-11..2026-04-29',
  '2026-03-28..2026-04-12',
  '2026-02-01..2026-08-31',
];
const FILTERS = [{}, { team: 'blue', branch: 'default' }];
const NAMES = Object.keys(METRICS) as MetricName[];

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
  await createMetricWorld(db.pool, 60);
  // Beside it all others are old, and joined.
  await storeSmallWorld(db.pool, 'later/on', [{ number: 1, finished: '2026-08-20T10:00:00Z' }]);
}, 120_000);
afterAll(() => db.drop());

async function askAll(source: WeekSource) {
  const context = { source, now: NOW, timeZone: WORLD_ZONE };
  const answers: Record<string, object[]> = {};
  for (const range of RANGES) {
    for (const filter of FILTERS) {
      for (const name of NAMES) {
        const { rows } = await runMetric(context, name, metricFilterSchema.parse({ range, ...filter }));
        answers[`${name} ${range} ${JSON.stringify(filter)}`] = rows;
      }
    }
  }
  return answers;
}

test('weeks that are joined tell what each by itself does, asked for the first time and again, with no room for them too', async () => {
  const expected = await askAll(new WeekSource(db.pool, 100, 1));
  expect(Object.values(expected).filter(rows => rows.length > 0).length).toBeGreaterThan(120);
  for (const source of [new WeekSource(db.pool, 100, 8), new WeekSource(db.pool, 0.05, 8)]) {
    expect(await askAll(source)).toEqual(expected);
    expect(await askAll(source)).toEqual(expected);
  }
});
