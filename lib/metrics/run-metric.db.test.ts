import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/testing';
import type { MetricFilter } from './metric';
import { parseMetricFilter } from './metric-filter';
import type { MetricName } from './registry';
import { MetricFilterError, runMetric } from './run-metric';

let db: TestDatabase;
const NOW = new Date('2026-03-31T12:00:00Z');
const FILTER: MetricFilter = { range: '4w', repository: 'acme/api', branch: 'all', bucket: 'day' };
const ask = <Name extends MetricName>(
  name: Name,
  change: Partial<MetricFilter> = {},
  timeZone = 'Europe/Berlin',
) => runMetric({ pool: db.pool, now: NOW, timeZone }, name, { ...FILTER, ...change });

interface ABuild {
  number: number;
  finished: string;
  waitS?: number;
  status?: string;
  event?: string;
  source?: string;
  stepS?: number;
  stepStatus?: string;
  detached?: boolean;
  started?: boolean;
}

/** One build with one stage and the steps `test` (told) and `clone` (always 5 s). */
async function store(builds: ABuild[]): Promise<void> {
  for (const b of builds) {
    const finished = new Date(b.finished);
    const back = (seconds: number) => new Date(finished.getTime() - seconds * 1000);
    const started = b.started === false ? null : back((b.waitS ?? 100) - 10);
    await db.pool.query(
      `insert into build (repo_id, number, drone_id, status, event, source, target, created_at, started_at,
         finished_at, version, is_final)
       values (1, $1::int, $1::int, $2, $3, $4, 'main', $5, $6, $7, 3, true)`,
      [
        b.number,
        b.status ?? 'success',
        b.event ?? 'push',
        b.source ?? 'main',
        back(b.waitS ?? 100),
        started,
        finished,
      ],
    );
    await db.pool.query(
      `insert into stage (repo_id, build_number, number, drone_id, name, status, error_ignored, exit_code, version,
         on_success, on_failure, depends_on)
       values (1, $1::int, 1, $1::int, 'default', 'success', false, 0, 4, true, false, '{}')`,
      [b.number],
    );
    const step = (n: number, name: string, seconds: number, status: string, detached: boolean) =>
      db.pool.query(
        `insert into step (repo_id, build_number, stage_number, number, drone_id, name, status, error_ignored,
           exit_code, started_at, stopped_at, version, depends_on, depends_on_known, detached)
         values (1, $1, 1, $2, 1, $3, $4, false, 0, $5, $6, 4, '{}', true, $7)`,
        [b.number, n, name, status, back(seconds), finished, detached],
      );
    await step(1, 'clone', 5, 'success', false);
    await step(2, 'test', b.stepS ?? 60, b.stepStatus ?? 'success', b.detached ?? false);
  }
}

beforeAll(async () => {
  db = await createTestDatabase();
  await db.pool.query(`insert into server (url) values ('http://drone')`);
  await db.pool.query(
    `insert into repo (server_id, drone_id, slug, namespace, name, default_branch, active)
     values (1, 7, 'acme/api', 'acme', 'api', 'main', true)`,
  );
  await db.pool.query('insert into repo_import (repo_id, builds_stored) values (1, 20)');
  await store([
    // 10 March: waits of 100 … 500 s, steps of 10 … 50 s.
    ...[1, 2, 3, 4, 5].map(n => ({
      number: n,
      finished: '2026-03-10T10:00:00Z',
      waitS: n * 100,
      stepS: n * 10,
    })),
    { number: 6, finished: '2026-03-10T10:00:00Z', status: 'failure', waitS: 9_999 },
    { number: 7, finished: '2026-03-10T10:00:00Z', status: 'killed', waitS: 9_999 },
    { number: 8, finished: '2026-03-10T10:00:00Z', waitS: 9_999, started: false },
    // In Berlin already the 12th.
    { number: 9, finished: '2026-03-11T23:30:00Z', waitS: 200, stepS: -20 },
    { number: 10, finished: '2026-03-13T10:00:00Z', stepStatus: 'skipped' },
    { number: 11, finished: '2026-03-13T10:00:00Z', detached: true },
    { number: 12, finished: '2026-03-14T10:00:00Z', event: 'pull_request', source: 'feature/x', waitS: 700 },
    // The range before: 2 February to 1 March.
    { number: 13, finished: '2026-02-20T10:00:00Z', waitS: 50, stepS: 30 },
    // In the week that is not over, so outside of the last 4 whole weeks.
    { number: 14, finished: '2026-03-30T10:00:00Z', waitS: 1 },
  ]);
});
afterAll(() => db.drop());

describe('build-durations', () => {
  test('nearest rank percentiles of successful builds that ran, by local day; other days are gaps', async () => {
    const answer = await ask('build-durations');
    expect(answer.rows).toEqual([
      { bucket: '2026-03-10', n: 5, p25Ms: 200_000, p50Ms: 300_000, p75Ms: 400_000, p90Ms: 500_000 },
      { bucket: '2026-03-12', n: 1, p25Ms: 200_000, p50Ms: 200_000, p75Ms: 200_000, p90Ms: 200_000 },
      { bucket: '2026-03-13', n: 2, p25Ms: 100_000, p50Ms: 100_000, p75Ms: 100_000, p90Ms: 100_000 },
      { bucket: '2026-03-14', n: 1, p25Ms: 700_000, p50Ms: 700_000, p75Ms: 700_000, p90Ms: 700_000 },
    ]);
    expect(answer).toMatchObject({ empty: 'gap', days: { from: '2026-03-02', until: '2026-03-30' } });
    expect(answer.buckets).toHaveLength(28);
  });

  test('the day is the organisation’s', async () => {
    const { rows } = await ask('build-durations', {}, 'UTC');
    expect(rows.map(row => row.bucket)).toContain('2026-03-11');
  });

  test('weeks begin on Monday', async () => {
    const { rows } = await ask('build-durations', { bucket: 'week' });
    expect(rows.map(row => [row.bucket, row.n])).toEqual([['2026-03-09', 9]]);
  });

  test.each([
    ['default', 8],
    ['others', 1],
    ['feature/x', 1],
    ['no-such-branch', 0],
  ])('branch %s has %i builds', async (branch, n) => {
    const { rows } = await ask('build-durations', { branch });
    expect(rows.reduce((sum, row) => sum + row.n, 0)).toBe(n);
  });
});

describe('step-durations', () => {
  test('skipped and detached steps are left out, a clock that runs backwards gives 0', async () => {
    const { rows } = await ask('step-durations');
    const tests = rows.filter(row => row.step === 'test');
    expect(tests.map(row => [row.bucket, row.n, row.p50Ms])).toEqual([
      ['2026-03-10', 6, 30_000],
      ['2026-03-12', 1, 0],
      ['2026-03-14', 1, 60_000],
    ]);
  });
});

test('step-totals sets the range against the one before', async () => {
  const { rows } = await ask('step-totals');
  expect(rows.find(row => row.step === 'test')).toMatchObject({ n: 8, previousN: 1, previousP50Ms: 30_000 });
  expect(rows.map(row => row.step)).toEqual(['clone', 'test']);
});

test('build-totals counts what failed among what ended by itself', async () => {
  const { rows } = await ask('build-totals');
  expect(rows.find(row => row.period === 'now')).toMatchObject({
    builds: 12,
    n: 9,
    p50Ms: 200_000,
    queueP50Ms: 10_000,
    failedRatio: 1 / 11,
  });
  expect(rows.find(row => row.period === 'before')).toMatchObject({ builds: 1, p50Ms: 50_000 });
});

test('repositories and branches', async () => {
  expect((await ask('repositories', { repository: null })).rows).toMatchObject([
    { repository: 'acme/api', builds: 12, n: 9, p50Ms: 200_000, typicalMs: 1_800_000 },
  ]);
  expect((await ask('branches')).rows).toEqual([
    { branch: 'main', builds: 11, isDefault: true },
    { branch: 'feature/x', builds: 1, isDefault: false },
  ]);
});

test('a question about one repository wants its name', async () => {
  await expect(ask('step-totals', { repository: null })).rejects.toThrow(MetricFilterError);
});

test('a query string with several faults names them all', () => {
  const parsed = parseMetricFilter(new URLSearchParams('bucket=month&repository=acme&colour=red'));
  expect(parsed).toMatchObject({
    problems: [/repository.*namespace\/name/, /bucket/, /colour/].map(p => expect.stringMatching(p)),
  });
});
