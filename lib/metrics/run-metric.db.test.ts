import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import type { Settings } from '@/lib/settings/settings';
import { UnknownRangeError } from '@/lib/time/ranges';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { createMetricWorld, readWorldLosses, WORLD_ZONE } from '@/tests/world/metric-world';
import { NAIVE_ANSWERS, type NaiveMetricName } from '@/tests/world/naive-answers';
import { waits } from '@/tests/world/naive-figures';
import { type Days, NaiveScope } from '@/tests/world/naive-scope';
import type { NaiveAmount } from '@/tests/world/naive-shares';
import { type PlainBuild, readPlainBuilds } from '@/tests/world/plain-builds';
import { WORLD_SEEDS } from '@/tests/world/random-builds';
import { aFilter } from '@/tests/world/random-filters';
import { type MetricFilter, metricFilterSchema } from './metric-filter';
import { isMetricName, METRICS, type MetricName } from './registry';
import { runMetric } from './run-metric';

const NOW = new Date('2026-05-12T10:00:00Z');
const EVERYTHING = metricFilterSchema.parse({ range: '2026-03-02..2026-05-10', event: 'all' });
let db: TestDatabase;
let context: ReaderContext;
let settings: Settings;
let builds: PlainBuild[];
let amounts: NaiveAmount[];

beforeAll(async () => {
  db = await createTestDatabase();
  settings = await createMetricWorld(db.pool, 60);
  builds = await readPlainBuilds(db.pool, settings, WORLD_ZONE);
  amounts = await readWorldLosses(db.pool, settings);
  // The machine's clock is not the organisation's: the settings name its zone.
  context = { source: new WeekSource(db.pool), now: NOW, timeZone: 'Asia/Tokyo' };
}, 120_000);
afterAll(() => db.drop());

const ask = <Name extends MetricName>(name: Name, filter: MetricFilter) => runMetric(context, name, filter);

/** Each value of each field alone, over all of the ten weeks. */
const SINGLE: Array<Partial<MetricFilter>> = [
  {},
  ...['blue', 'red', 'grey', 'acme'].map(team => ({ team })),
  ...['api', 'shop', 'acme/mono', 'suite/search', 'suite/mail', 'suite/all', 'tools', 'acme/web'].map(
    service => ({ service }),
  ),
  ...['acme/mono', 'acme/suite', 'acme/web', 'tools/lib'].map(repository => ({ repository })),
  ...['ci', 'release', 'search'].map(pipeline => ({ pipeline })),
  ...['clone', 'test', 'api-test', 'publish'].map(step => ({ step })),
  // What is shared is borne by one service, and lies elsewhere.
  { service: 'api', step: 'clone' },
  { service: 'shop', pipeline: 'release', step: 'lint' },
  { team: 'blue', step: 'shop-build' },
  { branch: 'default' },
  { branch: 'others' },
  { event: 'pull_request' },
  { event: 'other' },
  { bucket: 'day' },
];

async function expectNaive(name: NaiveMetricName, filter: MetricFilter): Promise<void> {
  const answer = await ask(name, filter);
  const expected = NAIVE_ANSWERS[name]({
    ...answer,
    scope: new NaiveScope(builds, amounts, filter),
    settings,
  });
  expect(inOrder(answer.rows), `${name} of ${JSON.stringify(filter)}`).toEqual(inOrder(expected));
}

function inOrder(rows: readonly object[]): object[] {
  return rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** What tells rows apart stands first, and is text or null. */
function keyOf(row: object): string {
  const fields = Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = fields.filter(([, value]) => typeof value === 'string' || value === null);
  return JSON.stringify([names, 'weekday' in row ? row.weekday : 0, 'hour' in row ? row.hour : 0]);
}

const NAMES = Object.keys(METRICS).filter((name): name is NaiveMetricName => name in NAIVE_ANSWERS);

describe.each(NAMES)('%s', name => {
  test('is what the facts tell, for each narrowing alone', async () => {
    for (const narrow of SINGLE) await expectNaive(name, { ...EVERYTHING, ...narrow });
    expect((await ask(name, EVERYTHING)).rows.length).toBeGreaterThan(1);
  });

  test('is what the facts tell, however it is narrowed', async () => {
    await fc.assert(
      fc.asyncProperty(aFilter, filter => expectNaive(name, filter)),
      { numRuns: 60, seed: 17 },
    );
  });
});

describe('lists and bands', () => {
  const scopeOf = (filter: MetricFilter) => new NaiveScope(builds, amounts, filter);
  const property = (check: (filter: MetricFilter) => Promise<void>) =>
    fc.assert(fc.asyncProperty(aFilter, check), { numRuns: 60, seed: 18 });

  test('the slowest builds are those that were waited for the longest', async () => {
    await property(async filter => {
      const { rows, days } = await ask('slowest-builds', filter);
      const timed = scopeOf(filter)
        .picked(days)
        .filter(({ isTimed }) => isTimed);
      const longest = timed.map(({ waitS }) => waitS * 1000).sort((a, b) => b - a);
      expect(rows.map(({ waitMs }) => waitMs)).toEqual(longest.slice(0, 25));
      expect(new Set(rows.map(({ repository, number }) => `${repository}#${number}`)).size).toBe(rows.length);
      for (const row of rows) {
        const pick = timed.find(
          ({ build }) => build.repository === row.repository && build.number === row.number,
        );
        expect(pick?.waitS).toBe(row.waitMs / 1000);
        expect([pick?.queueS, pick?.build.event.replace('never heard of', 'other')]).toEqual([
          row.queueMs / 1000,
          row.event,
        ]);
        const { createdS = 0, approvalS = 0, waitS = 0 } = pick?.build ?? {};
        const finished = (createdS + approvalS + waitS) * 1000;
        expect(new Date(row.finishedAt).getTime()).toBe(finished);
      }
    });
  });

  test('the slowest runs are those that took the longest', async () => {
    await property(async filter => {
      const { rows, days } = await ask('slowest-runs', filter);
      const timed = timedRuns(scopeOf(filter), days);
      const longest = timed.map(({ step }) => step.runS * 1000).sort((a, b) => b - a);
      expect(rows.map(({ runMs }) => runMs)).toEqual(longest.slice(0, 25));
      for (const row of rows) {
        const run = timed.find(
          ({ build, step }) =>
            build.repository === row.repository &&
            build.number === row.number &&
            step.pipeline === row.pipeline &&
            step.step === row.step,
        );
        expect([run?.step.runS, run?.build.waitS]).toEqual([row.runMs / 1000, row.waitMs / 1000]);
      }
    });
  });

  test('durations spread over bands that follow each other and hold all of them', async () => {
    await property(async filter => {
      const { rows, days } = await ask('distribution', filter);
      const scope = scopeOf(filter);
      const seconds =
        filter.step === null
          ? waits(scope.picked(days))
          : timedRuns(scope, days).map(({ step }) => step.runS);
      const ofMs = seconds.map(s => s * 1000);
      expect(rows.length).toBeLessThanOrEqual(24);
      for (const [index, { fromMs, untilMs, n }] of rows.entries()) {
        expect(untilMs).toBeGreaterThan(fromMs);
        if (index > 0) expect(fromMs).toBe(rows[index - 1]?.untilMs);
        expect(n).toBe(ofMs.filter(ms => ms >= fromMs && ms < untilMs).length);
      }
      expect(rows.reduce((sum, { n }) => sum + n, 0)).toBe(seconds.length);
      if (seconds.length > 0) expect(rows[0]?.fromMs).toBeLessThanOrEqual(Math.min(...ofMs));
    });
  });

  test('the hours of the peak and of the rest are those of the heat map', async () => {
    await property(async filter => {
      const [peak, heat] = [await ask('queue-peak', filter), await ask('heatmap', filter)];
      const total = (rows: ReadonlyArray<{ n: number }>) => rows.reduce((sum, { n }) => sum + n, 0);
      expect(total(peak.rows)).toBe(total(heat.rows));
    });
  });
});

describe('every question', () => {
  const nobody: Array<Partial<MetricFilter>> = [
    { service: 'nothing' },
    { team: 'nobody' },
    { repository: 'no/such' },
    { pipeline: 'none' },
    { step: 'none' },
    { service: 'api', team: 'red' },
    { service: 'constructor' },
    { range: '2001-01-01..2001-01-31' },
    { event: 'rollback', step: 'none' },
  ];

  test.each(Object.keys(METRICS).filter((name): name is MetricName => name in METRICS))(
    '%s about what is not there has an empty answer',
    async name => {
      for (const narrow of nobody) {
        const { rows } = await ask(name, { ...EVERYTHING, ...narrow });
        // These tell of the range itself, of services whether they built or not, and of repositories whatever the range.
        if (name === 'totals' || name === 'change-split')
          expect(figures(rows).filter(value => value !== 0 && value !== null)).toEqual([]);
        else if (name === 'targets') expect(rows.map(row => 'n' in row && row.n)).toEqual(rows.map(() => 0));
        else if (name !== 'freshness' || narrow.range === undefined) expect(rows).toEqual([]);
      }
    },
  );

  test('has an answer for whatever filter, and says the same twice', async () => {
    await fc.assert(
      fc.asyncProperty(aFilter, fc.constantFrom(...Object.keys(METRICS)), async (filter, name) => {
        if (!isMetricName(name)) throw new Error(name);
        expect(await ask(name, filter)).toEqual(await ask(name, filter));
      }),
      { numRuns: 150, seed: 19 },
    );
  });

  test('a range that means nothing is refused', async () => {
    await expect(ask('wait', { ...EVERYTHING, range: 'soon' })).rejects.toThrow(UnknownRangeError);
  });

  test('days are those of the zone that the settings name', async () => {
    const { timeZone, days } = await ask('wait', metricFilterSchema.parse({ range: '7d' }));
    expect([timeZone, days]).toEqual([WORLD_ZONE, { from: '2026-05-06', until: '2026-05-13' }]);
  });
});

describe.each(WORLD_SEEDS)('a world of odd builds, the %ith', seed => {
  let other: TestDatabase;
  beforeAll(async () => {
    other = await createTestDatabase();
    settings = await createMetricWorld(other.pool, 40, seed);
    builds = await readPlainBuilds(other.pool, settings, WORLD_ZONE);
    amounts = await readWorldLosses(other.pool, settings);
    context = { source: new WeekSource(other.pool), now: NOW, timeZone: 'Asia/Tokyo' };
  }, 120_000);
  afterAll(() => other.drop());

  test('is what its facts tell', async () => {
    for (const name of NAMES) await expectNaive(name, EVERYTHING);
    const aQuestion = fc.tuple(fc.constantFrom(...NAMES), aFilter);
    await fc.assert(
      fc.asyncProperty(aQuestion, ([name, filter]) => expectNaive(name, filter)),
      { numRuns: 150, seed },
    );
  });
});

function timedRuns(scope: NaiveScope, days: Days) {
  return scope
    .steps(days)
    .filter(
      ({ build, step }) =>
        build.status === 'success' && step.status === 'success' && !step.detached && step.stopS !== null,
    );
}

/** Everything in the rows that is a number or unknown. */
function figures(rows: readonly object[]): unknown[] {
  return rows.flatMap(row => Object.values(row)).filter(value => value === null || typeof value === 'number');
}

test('weeks with builds whose hours lost are not computed are told, for either range', async () => {
  const source = new WeekSource(db.pool);
  const toReplay = async (range: string) => {
    source.expire();
    const own = { source, now: NOW, timeZone: WORLD_ZONE };
    return (await runMetric(own, 'totals', { ...EVERYTHING, range })).weeksToReplay;
  };
  expect(await toReplay('2026-03-30..2026-05-10')).toEqual({ now: 0, before: 0 });
  await db.pool.query(`delete from waiting_week where week in ('2026-03-23', '2026-04-13', '2026-05-04')`);
  expect(await toReplay('2026-03-30..2026-05-10')).toEqual({ now: 2, before: 1 });
  expect(await toReplay('2026-04-20..2026-05-03')).toEqual({ now: 0, before: 1 });
  expect(await toReplay('2025-03-03..2025-03-09')).toEqual({ now: 0, before: 0 });
});
