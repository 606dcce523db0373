import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { WeekSource } from '@/lib/weeks/reader';
import { SMALL_ZONE, storeSmallWorld } from '@/tests/world/small-world';
import { type MetricFilter, metricFilterSchema } from './metric-filter';
import type { MetricName } from './registry';
import { runMetric } from './run-metric';

let db: TestDatabase;
let source: WeekSource;
const FILTER = metricFilterSchema.parse({ range: '2026-03-02..2026-03-29', bucket: 'day', event: 'all' });
const NOW = new Date('2026-03-31T12:00:00Z');

beforeAll(async () => {
  db = await createTestDatabase();
  source = new WeekSource(db.pool);
  await storeSmallWorld(db.pool, 'acme/api', [
    // 10 March: waits of 100 … 500 s.
    ...[1, 2, 3, 4, 5].map(n => ({ number: n, finished: '2026-03-10T10:00:00Z', waitS: n * 100 })),
    {
      number: 6,
      finished: '2026-03-10T10:00:00Z',
      status: 'failure' as const,
      waitS: 2000,
      step: { status: 'failure' as const },
    },
    { number: 7, finished: '2026-03-10T10:00:00Z', status: 'killed', waitS: 9_999 },
    { number: 8, finished: '2026-03-10T10:00:00Z', waitS: 9_999, isStarted: false },
    // In Berlin already the 12th.
    { number: 9, finished: '2026-03-11T23:30:00Z', waitS: 200 },
    { number: 10, finished: '2026-03-13T10:00:00Z', step: { status: 'skipped' } },
    { number: 11, finished: '2026-03-13T10:00:00Z', step: { detached: true } },
    { number: 12, finished: '2026-03-14T10:00:00Z', event: 'pull_request', source: 'feature/x', waitS: 700 },
    // The range before: 2 February to 1 March.
    { number: 13, finished: '2026-02-20T10:00:00Z', waitS: 50 },
    // In the week that is not over, so outside of the last 4 whole weeks.
    { number: 14, finished: '2026-03-30T10:00:00Z', waitS: 20 },
  ]);
});
afterAll(() => db.drop());

const ask = <Name extends MetricName>(
  name: Name,
  change: Partial<MetricFilter> = {},
  timeZone = SMALL_ZONE,
) => runMetric({ source, now: NOW, timeZone }, name, { ...FILTER, ...change });

describe('wait', () => {
  test('nearest ranks of successful builds that ran, by local day; other days are gaps', async () => {
    const answer = await ask('wait');
    const one = (bucket: string, s: number, n = 1) => {
      const ms = s * 1000;
      return { bucket, n, p25Ms: ms, p50Ms: ms, p75Ms: ms, p90Ms: ms, p95Ms: ms };
    };
    expect(answer.rows).toEqual([
      {
        bucket: '2026-03-10',
        n: 5,
        p25Ms: 200_000,
        p50Ms: 300_000,
        p75Ms: 400_000,
        p90Ms: 500_000,
        p95Ms: 500_000,
      },
      one('2026-03-12', 200),
      one('2026-03-13', 100, 2),
      one('2026-03-14', 700),
    ]);
    expect(answer).toMatchObject({
      empty: 'gap',
      unit: 'ms',
      days: { from: '2026-03-02', until: '2026-03-30' },
    });
    expect([answer.buckets.length, answer.buckets[0], answer.timeZone]).toEqual([
      28,
      '2026-03-02',
      SMALL_ZONE,
    ]);
  });

  test('weeks begin on Monday', async () => {
    const { rows, buckets } = await ask('wait', { bucket: 'week' });
    expect(rows.map(row => [row.bucket, row.n])).toEqual([['2026-03-09', 9]]);
    expect(buckets).toEqual(['2026-03-02', '2026-03-09', '2026-03-16', '2026-03-23']);
  });

  test.each([
    [{ branch: 'default' }, 8],
    [{ branch: 'others' }, 1],
    [{ event: 'pull_request' }, 1],
    [{ event: 'tag' }, 0],
    [{ repository: 'acme/api' }, 9],
    [{ range: '2026-03-12..2026-03-12' }, 1],
    [{ range: '2026-03-11..2026-03-11' }, 0],
    [{ range: '28d' }, 10],
  ] as const)('%o has %i builds', async (change, n) => {
    const { rows } = await ask('wait', change);
    expect(rows.reduce((sum, row) => sum + row.n, 0)).toBe(n);
  });
});

test('totals count what failed among what ended by itself, and set the range against the one before', async () => {
  const [now, before] = (await ask('totals')).rows;
  expect(now).toMatchObject({
    period: 'now',
    builds: 12,
    n: 9,
    p50Ms: 200_000,
    p90Ms: 700_000,
    queueP50Ms: 10_000,
    failedRatio: 1 / 11,
    waitedBuilds: 12,
    developers: 1,
  });
  expect(before).toMatchObject({ period: 'before', builds: 1, p50Ms: 50_000 });
});

test('steps that were skipped, ran beside the others or failed have no duration', async () => {
  const { rows } = await ask('step-durations');
  const tests = rows.filter(row => row.step === 'test');
  expect(tests.map(row => [row.bucket, row.n, row.p50Ms])).toEqual([
    // Waits less 15 s; that of the build that is said never to have started, too.
    ['2026-03-10', 6, 285_000],
    ['2026-03-12', 1, 185_000],
    ['2026-03-14', 1, 685_000],
  ]);
});

test('hours of one build, by cause', async () => {
  // Half past twelve at night is not working time; ten seconds are queue, and a short wait costs no switch.
  const { rows } = await ask('lost', { range: '2026-03-12..2026-03-14' });
  expect(
    rows.map(({ bucket, cause, measuredMs, lowMs, lostMs }) => [bucket, cause, measuredMs, lowMs, lostMs]),
  ).toEqual([
    ['2026-03-13', 'queue', 10_000, 10_000, 10_000],
    ['2026-03-13', 'run', 90_000, 0, 90_000],
  ]);
});

test('how fresh the figures are, whatever the range', async () => {
  await db.pool.query(`update repo_import set builds_stored = 14`);
  await db.pool.query(
    `insert into build_todo (repo_id, number, reason) values (1, 15, 'new'), (1, 16, 'unfinished')`,
  );
  const { rows } = await ask('freshness', { range: '2026-03-12..2026-03-14' });
  expect(rows).toEqual([
    {
      repository: 'acme/api',
      lastFinishedAt: '2026-03-30T10:00:00Z',
      storedBuilds: 14,
      buildsToGo: 1,
      logsToGo: 0,
      packedAt: expect.stringMatching(/^20\d\d-.*Z$/),
    },
  ]);
  expect((await ask('freshness', { repository: 'acme/other' })).rows).toEqual([]);
});
