import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { createMetricWorld, WORLD_ZONE } from '@/tests/world/metric-world';
import { aFilter } from '@/tests/world/random-filters';
import { type MetricFilter, metricFilterSchema } from './metric-filter';
import { runMetric } from './run-metric';

/** What adds up; of a band the readings do, which no answer tells. */
const SUMS = ['measuredMs', 'lostMs'] as const;
type Sums = Record<(typeof SUMS)[number], number>;
type Band = Record<'lowMs' | 'lostMs' | 'highMs', number>;

const EVERYTHING = metricFilterSchema.parse({ range: '2026-02-23..2026-05-17', event: 'all' });
let db: TestDatabase;
let context: ReaderContext;

beforeAll(async () => {
  db = await createTestDatabase();
  await createMetricWorld(db.pool, 60);
  context = {
    source: new WeekSource(db.pool),
    now: new Date('2026-05-12T10:00:00Z'),
    timeZone: WORLD_ZONE,
  };
}, 120_000);
afterAll(() => db.drop());

function addUp(rows: readonly Sums[]): Sums {
  const sum = { measuredMs: 0, lostMs: 0 };
  for (const row of rows) for (const key of SUMS) sum[key] += row[key];
  return sum;
}

async function totals(filter: MetricFilter) {
  const { rows } = await runMetric(context, 'totals', filter);
  const [now, before] = rows;
  if (now === undefined || before === undefined) throw new Error('totals are two rows');
  return { now: addUp([now]), before: addUp([before]), row: now };
}

const rowsOf = async (
  name: 'lost' | 'services' | 'teams' | 'lost-steps' | 'lost-places',
  filter: MetricFilter,
) => (await runMetric(context, name, filter)).rows;

function isOutside({ lowMs, lostMs, highMs }: Band): boolean {
  return lostMs < lowMs || lostMs > highMs;
}

/** Every grouping adds up to the total, to the millisecond, and no figure stands outside its band. */
async function expectFooting(filter: MetricFilter): Promise<void> {
  const { now, before } = await totals(filter);
  for (const name of ['lost', 'services', 'teams', 'lost-steps', 'lost-places'] as const) {
    const rows = await rowsOf(name, filter);
    expect(addUp(rows), `${name} of ${JSON.stringify(filter)}`).toEqual(now);
    expect(rows.filter(isOutside)).toEqual([]);
  }
  const [split] = (await runMetric(context, 'change-split', filter)).rows;
  expect(split).toMatchObject({
    lostMs: now.lostMs,
    lostBeforeMs: before.lostMs,
    changeMs: now.lostMs - before.lostMs,
  });
  expect((split?.volumeMs ?? 0) + (split?.speedMs ?? 0) + (split?.mixMs ?? 0)).toBe(
    now.lostMs - before.lostMs,
  );
}

describe('hours lost', () => {
  test('foot over all of the history, in every grouping', async () => {
    await expectFooting(EVERYTHING);
    const { row } = await totals(EVERYTHING);
    for (const ms of [row.measuredMs, row.lowMs]) expect(ms).toBeGreaterThan(3_600_000);
    expect(row.lowMs).toBeLessThan(row.lostMs);
    expect(row.lostMs).toBeLessThan(row.highMs);
  });

  test('foot however the question is narrowed', async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(aFilter, async filter => {
        await expectFooting(filter);
        if ((await totals(filter)).now.measuredMs > 0) answered += 1;
      }),
      { numRuns: 150, seed: 23 },
    );
    // Most questions are about something.
    expect(answered).toBeGreaterThan(60);
  });

  test('a team’s are those of its services', async () => {
    for (const range of ['4w', '2026-03-05..2026-04-14', EVERYTHING.range]) {
      const filter = { ...EVERYTHING, range };
      const { rows: services } = await runMetric(context, 'services', filter);
      const { rows: teams } = await runMetric(context, 'teams', filter);
      expect(teams.map(({ team }) => team).sort()).toEqual(
        [...new Set(services.map(({ team }) => team))].sort(),
      );
      for (const team of teams) {
        expect(addUp(services.filter(service => service.team === team.team))).toEqual(addUp([team]));
        expect(addUp([(await totals({ ...filter, team: team.team })).row])).toEqual(addUp([team]));
      }
      for (const service of services) {
        expect(addUp([(await totals({ ...filter, service: service.service })).row])).toEqual(
          addUp([service]),
        );
      }
    }
  });

  const parts: Array<[string, Array<Partial<MetricFilter>>]> = [
    ['branches', [{ branch: 'default' }, { branch: 'others' }]],
    [
      'events',
      (['push', 'pull_request', 'tag', 'promote', 'rollback', 'cron', 'custom', 'other'] as const).map(
        event => ({ event }),
      ),
    ],
    [
      'repositories',
      ['acme/api', 'acme/web', 'acme/mono', 'acme/suite', 'tools/cli', 'tools/lib'].map(repository => ({
        repository,
      })),
    ],
    ['weeks', ranges(12, 7)],
    ['days', ranges(84, 1)],
    ['ranges across weeks', ranges(21, 4)],
    ['weeks by day', ranges(12, 7).map(({ range }) => ({ range, bucket: 'day' as const }))],
  ];

  test.each(parts)('of all %s together are those of everything', async (_, narrowings) => {
    for (const narrow of [
      {},
      { service: 'tools' },
      { team: 'blue', step: 'api-test' },
      { branch: 'others' as const },
    ]) {
      const whole = { ...EVERYTHING, ...narrow };
      const sums = [];
      for (const one of narrowings) {
        if ('branch' in narrow && 'branch' in one) continue;
        sums.push((await totals({ ...whole, ...one })).now);
      }
      if (sums.length > 0) expect(addUp(sums)).toEqual((await totals(whole)).now);
    }
  });

  test('and money are the same by the rate of the settings', async () => {
    const { row } = await totals(EVERYTHING);
    expect(row.lostMoney).toBeCloseTo((row.lostMs / 3_600_000) * 60, 6);
    expect(row.currency).toBe('EUR');
  });
});

/** The twelve weeks of everything, cut into so many parts of so many days. */
function ranges(count: number, days: number): Array<{ range: string }> {
  const day = (n: number) =>
    new Date(Date.parse('2026-02-23T00:00:00Z') + n * 86_400_000).toISOString().slice(0, 10);
  return Array.from({ length: count }, (_, index) => ({
    range: `${day(index * days)}..${day((index + 1) * days - 1)}`,
  }));
}
