import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '@/lib/db/sql';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { addDays } from '@/lib/time/days';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { createMetricWorld, WORLD_ZONE } from '@/tests/world/metric-world';
import { naiveSpans } from '@/tests/world/naive-spans';
import { aFilter } from '@/tests/world/random-filters';
import { storeRandomSpans } from '@/tests/world/random-spans';
import { type MetricFilter, metricFilterSchema } from './metric-filter';
import { runMetric } from './run-metric';

const EVERYTHING = metricFilterSchema.parse({ range: '2026-02-23..2026-05-10', event: 'all' });
/** Each value of each field alone. */
const SINGLE: Array<Partial<MetricFilter>> = [
  {},
  ...['blue', 'red', 'grey', 'acme'].map(team => ({ team })),
  { service: 'api' },
  { repository: 'acme/web' },
  { pipeline: 'ci' },
  { step: 'test' },
  { branch: 'default' },
  { branch: 'others' },
  { event: 'pull_request' },
  { event: 'other' },
  { range: '2026-03-09..2026-03-15' },
];
let db: TestDatabase;
let context: ReaderContext;

beforeAll(async () => {
  db = await createTestDatabase();
  await createMetricWorld(db.pool, 30);
  await storeRandomSpans(db.pool);
  await keepSingleSpansFrom('2030-01-01');
  context = {
    source: new WeekSource(db.pool),
    now: new Date('2026-05-12T10:00:00Z'),
    timeZone: WORLD_ZONE,
  };
}, 120_000);
afterAll(() => db.drop());

/** Single commands of older logs are gone. */
const keepSingleSpansFrom = (day: string) =>
  db.pool.query(sql`update repo_import set spans_kept_from = ${day}::date`);

const ask = (narrow: Partial<MetricFilter>) => runMetric(context, 'step-spans', { ...EVERYTHING, ...narrow });

async function expectNaive(filter: MetricFilter): Promise<number> {
  const { rows, days } = await ask(filter);
  const naive = await naiveSpans(db.pool, filter, days);
  expect(rows, JSON.stringify(filter)).toEqual(naive);
  return rows.length;
}

describe('commands and layers of whole weeks', () => {
  test('are those that took the most time, so many of a step and in all', async () => {
    const { rows } = await ask({});
    expect(rows).toHaveLength(400);
    const perStep = new Map<string, number>();
    for (const { repository, pipeline, step } of (await ask({ team: 'blue' })).rows) {
      const key = `${repository}/${pipeline}/${step}`;
      perStep.set(key, (perStep.get(key) ?? 0) + 1);
    }
    expect(Math.max(...perStep.values())).toBe(60);
    const { rows: small } = await ask({ repository: 'tools/lib' });
    expect(small.some(({ label, kind }) => label === null && kind === 'other')).toBe(true);
    expect(small.some(({ logs, stepMs }) => logs > 0 && (stepMs ?? 0) > 0)).toBe(true);
  });

  test('are what the sums of the weeks say, for each narrowing alone', async () => {
    for (const narrow of SINGLE) {
      expect(await expectNaive({ ...EVERYTHING, ...narrow })).toBeGreaterThan(0);
    }
  });

  test('are what the sums of the weeks say, however the question is narrowed', async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(aFilter, async filter => {
        if ((await expectNaive(filter)) > 0) answered += 1;
      }),
      { numRuns: 120, seed: 31 },
    );
    expect(answered).toBeGreaterThan(50);
  });

  test('a range counts the weeks that begin in it, and the logs of their builds', async () => {
    const week = await ask({ range: '2026-03-09..2026-03-15', repository: 'acme/api' });
    const around = await ask({ range: '2026-03-03..2026-03-09', repository: 'acme/api' });
    expect(around.rows).toEqual(week.rows);
    expect(week.rows.length).toBeGreaterThan(0);
    expect((await ask({ range: '2026-03-10..2026-03-15' })).rows).toEqual([]);
  });
});

test('a week by itself says the same as all weeks together say of it', async () => {
  const filter = { ...EVERYTHING, repository: 'acme/api' };
  const { rows } = await runMetric(context, 'span-weeks', filter);
  expect(new Set(rows.map(({ week }) => week)).size).toBeGreaterThan(3);
  expect(new Set(rows.map(({ step, kind, label }) => `${step} ${kind} ${label}`)).size).toBeGreaterThan(3);
  for (const { week, step, pipeline, kind, label, p50Ms } of rows) {
    const alone = await ask({
      repository: 'acme/api',
      pipeline,
      step,
      range: `${week}..${addDays(week, 6)}`,
    });
    const same = alone.rows.find(span => span.kind === kind && span.label === label);
    // A step has so many rows that a rare one may be left out of its week.
    if (same !== undefined) expect([week, step, label, p50Ms]).toEqual([week, step, label, same.p50Ms]);
    else expect(alone.rows).toHaveLength(60);
  }
});

test('days of few steps are computed from single commands, where those are kept', async () => {
  const filter = { repository: 'acme/api', range: '2026-03-03..2026-03-09' };
  expect((await ask(filter)).rows.length).toBeGreaterThan(1);
  await keepSingleSpansFrom('2026-01-01');
  try {
    const { rows: logs } = await db.pool.query(`
      update step_log l set finished_at = b.finished_at
      from build b where b.repo_id = l.repo_id and b.number = l.build_number
      returning l.repo_id, l.build_number, l.stage_number, l.step_number, l.finished_at, l.series_id`);
    const inRange = logs.find(
      ({ repo_id, finished_at }) =>
        repo_id === 1 && finished_at >= new Date('2026-03-03') && finished_at < new Date('2026-03-09'),
    );
    await db.pool.query(sql`
      insert into step_span (repo_id, build_number, stage_number, step_number, number, label_id, start_ms, duration_ms, cache)
      values (${inRange.repo_id}, ${inRange.build_number}, ${inRange.stage_number}, ${inRange.step_number}, 1, 0, 0, 1234,
        'unknown')`);
    const { rows } = await ask(filter);
    expect(rows.map(({ n, p50Ms, totalMs }) => [n, p50Ms, totalMs])).toEqual([[1, 1234, 1234]]);
    expect(rows[0]?.logs).toBeGreaterThan(0);
  } finally {
    await keepSingleSpansFrom('2030-01-01');
  }
});
