import pino from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { startDemoServer } from '@/lib/demo/server';
import { createDemoWorld } from '@/lib/demo/world';
import { type MetricFilter, metricFilterSchema } from '@/lib/metrics/metric-filter';
import { runMetric } from '@/lib/metrics/run-metric';
import { readSettings } from '@/lib/settings/read-settings';
import type { Settings } from '@/lib/settings/settings';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { findStaleWeeks } from '@/lib/weeks/upkeep';
import { Dice } from './world/dice';
import { storedLost } from './world/lost-table';
import { lostTable, naiveDays } from './world/naive-lost';
import { pollOnce } from './world/one-pass';

const NOW = new Date('2026-05-20T15:30:00Z');
const ZONE = 'Europe/Berlin';
/** What adds up; of a band the readings do, which no answer tells. */
const SUMS = ['measuredMs', 'lostMs'] as const;
type Sums = Record<(typeof SUMS)[number], number>;

let db: TestDatabase;
let context: ReaderContext;
let settings: Settings;

beforeAll(async () => {
  db = await createTestDatabase();
  const world = createDemoWorld({ seed: 5, origin: NOW, weeks: 8, developerCount: 10 });
  const server = await startDemoServer({ world, now: () => NOW });
  const { errors } = await pollOnce({
    pool: db.pool,
    ci: { kind: 'drone', server: server.url, token: server.tokens.admin },
    timeZone: ZONE,
    logger: pino({ level: 'warn' }, pino.destination(2)),
  });
  await server.close();
  expect(errors).toEqual([]);
  context = { source: new WeekSource(db.pool), now: NOW, timeZone: ZONE };
  ({ settings } = await readSettings(db.pool));
});
afterAll(() => db.drop());

function addUp(rows: readonly Sums[]): Sums {
  const sum = { measuredMs: 0, lostMs: 0 };
  for (const row of rows) for (const key of SUMS) sum[key] += row[key];
  return sum;
}

async function totals(change: Partial<MetricFilter>): Promise<Sums> {
  const { rows } = await runMetric(context, 'totals', { ...metricFilterSchema.parse({}), ...change });
  return addUp(rows.filter(({ period }) => period === 'now'));
}

/** The history and all that is read from it, as the poller leaves it after one pass. */
describe('after an import of eight weeks of the demo', () => {
  test('nothing is left to pack or to replay, and packed weeks are those of the facts', async () => {
    const { rows } = await db.pool.query<{ dirty: number; marked: number }>(`
      select (select count(*) from dirty_week)::int as dirty, (select count(*) from dirty_person_day)::int as marked`);
    expect(rows).toEqual([{ dirty: 0, marked: 0 }]);
    expect(await findStaleWeeks(db.pool, ZONE)).toEqual([]);
  });

  const ranges = [
    '1y',
    '4w',
    '28d',
    '7d',
    '90d',
    '2026-04-01..2026-04-30',
    '2026-05-06..2026-05-06',
    '2026-03-25..2026-05-12',
  ];

  test.each(ranges)('hours over %s foot to the millisecond in every grouping', async range => {
    for (const bucket of ['day', 'week'] as const) {
      const filter = metricFilterSchema.parse({ range, bucket });
      const whole = await totals(filter);
      expect(whole.lostMs).toBeGreaterThan(60_000);
      for (const name of ['lost', 'services', 'teams', 'lost-steps', 'lost-places'] as const) {
        const { rows } = await runMetric(context, name, filter);
        expect([name, addUp(rows)]).toEqual([name, whole]);
        const outside = rows.filter(({ lowMs, lostMs, highMs }) => lostMs < lowMs || lostMs > highMs);
        expect([name, outside]).toEqual([name, []]);
      }
      const [split] = (await runMetric(context, 'change-split', filter)).rows;
      expect(split?.lostMs).toBe(whole.lostMs);
      expect((split?.volumeMs ?? 0) + (split?.speedMs ?? 0) + (split?.mixMs ?? 0)).toBe(split?.changeMs);
    }
  });

  test('hours of all services, repositories, branches and weeks, asked one by one, are those of the whole', async () => {
    const filter = metricFilterSchema.parse({ range: '2026-03-23..2026-05-17' });
    const whole = await totals(filter);
    const { rows: services } = await runMetric(context, 'services', filter);
    const repositories = await db.pool.query<{ slug: string }>('select slug from repo');
    const parts: Array<Array<Partial<MetricFilter>>> = [
      services.map(({ service }) => ({ service })),
      [...new Set(services.map(({ team }) => team))].map(team => ({ team })),
      repositories.rows.map(({ slug }) => ({ repository: slug })),
      [{ branch: 'default' }, { branch: 'others' }],
      Array.from({ length: 8 }, (_, week) => ({ range: `${day(week * 7)}..${day(week * 7 + 6)}` })),
      Array.from({ length: 56 }, (_, index) => ({ range: `${day(index)}..${day(index)}` })),
    ];
    for (const narrowings of parts) {
      const sums = [];
      for (const narrow of narrowings) sums.push(await totals({ ...filter, ...narrow }));
      expect(addUp(sums)).toEqual(whole);
    }
  });

  test('what people lost on some days is what a replay of these days from the facts says', async () => {
    const dice = new Dice(3);
    const chosen = new Map<string, boolean>();
    const isChosen = (person: string, date: string) => {
      const key = `${person} ${date}`;
      if (!chosen.has(key)) chosen.set(key, dice.isOneIn(4));
      return chosen.get(key) === true;
    };
    const days = await naiveDays(db.pool, settings, ZONE, isChosen);
    expect(days.filter(({ lostMs }) => lostMs > 0).length).toBeGreaterThan(50);
    const stored = await storedLost(db.pool, settings);
    const ofThese = [...stored].filter(([key]) => chosen.get(key.split(' ').slice(0, 2).join(' ')) === true);
    expect(new Map(ofThese)).toEqual(lostTable(days));
    for (const { measuredMs, lowMs, lostMs, highMs, amounts } of days) {
      const sums = [0, 1, 2, 3].map(band => amounts.reduce((sum, { bands }) => sum + (bands[band] ?? 0), 0));
      expect(sums).toEqual([measuredMs, lowMs, lostMs, highMs]);
      expect(lostMs).toBeLessThanOrEqual(8 * 3_600_000);
    }
  });
});

/** Days after the Monday with which the eight weeks begin. */
function day(days: number): string {
  return new Date(Date.parse('2026-03-23T00:00:00Z') + days * 86_400_000).toISOString().slice(0, 10);
}
