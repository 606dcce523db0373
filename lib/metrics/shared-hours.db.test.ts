import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { listServices, listTeams } from '@/lib/builds/ownership';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import type { BuildFact } from '@/lib/facts/build-fact';
import { readSettings } from '@/lib/settings/read-settings';
import { storeSettings } from '@/lib/settings/save-settings';
import type { Settings } from '@/lib/settings/settings';
import { MINUTE_MS } from '@/lib/time/units';
import { BuildShares } from '@/lib/weeks/read/build-shares';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { aBuild } from '@/tests/world/fake-drone';
import { rollUpAll } from '@/tests/world/lost-table';
import { aRepo, packAll, storeFacts } from '@/tests/world/packed-weeks';
import { type MetricFilter, metricFilterSchema } from './metric-filter';
import { runMetric } from './run-metric';

const ZONE = 'UTC';
const BY_STEP = { repository: 'acme/mono', step: '<service>-build', service: '<service>' };
let db: TestDatabase;
let context: ReaderContext;

type Steps = ReadonlyArray<readonly [name: string, minutes: number | null]>;

/** A build of Ada that queues for a minute, and runs its steps one after the other; null: the step is skipped. */
function aMonoBuild(
  number: number,
  created: string,
  steps: Steps,
  change: Partial<BuildFact> = {},
): BuildFact {
  const createdAt = new Date(created);
  const minute = (n: number) => new Date(createdAt.getTime() + n * MINUTE_MS);
  const [stage] = aBuild(number).stages;
  const [step] = stage?.steps ?? [];
  if (stage === undefined || step === undefined) throw new Error('a build has a step');
  let at = 1;
  const own = steps.map(([name, minutes], index) => {
    const startedAt = minute(at);
    at += minutes ?? 0;
    const status = minutes === null ? ('skipped' as const) : ('success' as const);
    const dependsOn = index === 0 ? null : [steps[index - 1]?.[0] ?? ''];
    return { ...step, number: index + 1, name, status, dependsOn, startedAt, stoppedAt: minute(at) };
  });
  const ran = {
    dependsOn: [],
    createdAt,
    startedAt: steps.length === 0 ? null : minute(1),
    stoppedAt: minute(at),
    updatedAt: minute(at),
  };
  const stages = [{ ...stage, ...ran, steps: own }];
  return aBuild(number, {
    createdAt,
    startedAt: ran.startedAt,
    finishedAt: ran.stoppedAt,
    stages,
    ...change,
  });
}

async function saveRules(rules: Settings['rules']): Promise<void> {
  await storeSettings(db.pool, { rules }, (await readSettings(db.pool)).revisions);
}

beforeAll(async () => {
  db = await createTestDatabase();
  const id = await aRepo(db.pool, 'acme/mono');
  await saveRules([BY_STEP]);
  const builds = [
    aMonoBuild(1, '2026-03-02T09:00:00Z', [
      ['clone', 1],
      ['api-build', 3],
      ['shop-build', 1],
    ]),
    // It broke in its clone: the steps after it never ran, and only one service has any.
    aMonoBuild(
      2,
      '2026-03-03T09:00:00Z',
      [
        ['clone', 1],
        ['api-build', null],
      ],
      { status: 'killed' },
    ),
    // Nothing of it ran: its pipeline has steps of both.
    aMonoBuild(3, '2026-03-04T09:00:00Z', [], { status: 'killed' }),
    // A rerun is its steps', and what they share.
    aMonoBuild(
      4,
      '2026-03-05T09:00:00Z',
      [
        ['api-build', 1],
        ['shop-build', 1],
      ],
      { parent: 1 },
    ),
  ];
  await storeFacts(db.pool, id, builds, ZONE);
  await packAll(db.pool, ZONE);
  const { settings } = await readSettings(db.pool);
  await rollUpAll(db.pool, settings, ZONE);
  context = { source: new WeekSource(db.pool), now: new Date('2026-03-10T12:00:00Z'), timeZone: ZONE };
});
afterAll(() => db.drop());

const WEEK = metricFilterSchema.parse({ range: '2026-03-02..2026-03-08', event: 'all' });

async function minutesByService(filter: MetricFilter): Promise<Record<string, number>> {
  const { rows } = await runMetric(context, 'services', filter);
  return Object.fromEntries(rows.map(({ service, lostMs }) => [service, lostMs / MINUTE_MS]));
}

test.each([
  // 4 minutes of steps, and 3 to 1 of queue, clone and the switch, which are 7.
  [
    'by the time of their steps on the critical path',
    '2026-03-02',
    { api: 3 + 7 * 0.75, shop: 1 + 7 * 0.25 },
  ],
  ['among those that have steps in the build, where none ran', '2026-03-03', { api: 2, shop: 0 }],
  ['equally among those of the pipeline, where there are no steps', '2026-03-04', { api: 0.5, shop: 0.5 }],
  ['and a rerun by its steps', '2026-03-05', { api: 1.5, shop: 1.5 }],
])('hours of no service are shared %s', async (_, day, expected) => {
  const byDay = await minutesByService({ ...WEEK, range: `${day}..${day}` });
  expect(byDay).toEqual(expected);
});

test('no rest stands in any ranking or list, and all adds up', async () => {
  expect(Object.keys(await minutesByService(WEEK)).sort()).toEqual(['api', 'shop']);
  expect((await listServices(context)).map(({ service }) => service)).toEqual(['api', 'shop']);
  expect(await listTeams(context)).toEqual([{ team: 'acme', services: ['api', 'shop'] }]);
  const total = async (filter: MetricFilter) =>
    (await runMetric(context, 'totals', filter)).rows.find(({ period }) => period === 'now')?.lostMs;
  const [api, shop] = [await total({ ...WEEK, service: 'api' }), await total({ ...WEEK, service: 'shop' })];
  expect((api ?? 0) + (shop ?? 0)).toBe(await total(WEEK));
  expect(await total({ ...WEEK, service: 'acme/mono' })).toBe(0);
  const { rows: steps } = await runMetric(context, 'steps', WEEK);
  expect(steps.find(({ step }) => step === 'clone')).toMatchObject({ service: null, team: 'acme' });
});

test('how builds are shared is worked out once, until they are packed anew', async () => {
  const adding = vi.spyOn(BuildShares.prototype, 'add');
  const days = { ...WEEK, range: '2026-03-03..2026-03-04' };
  context.source.expire();
  const before = await minutesByService(days);
  adding.mockClear();
  expect(await minutesByService(days)).toEqual(before);
  expect(adding).not.toHaveBeenCalled();
  await db.pool.query('insert into dirty_week (repo_id, week) select repo_id, week from packed_week');
  await packAll(db.pool, ZONE);
  context.source.expire();
  expect(await minutesByService(days)).toEqual(before);
  expect(adding).toHaveBeenCalled();
  adding.mockRestore();
});

test('what changes with the rules, or with a build, changes at once', async () => {
  const before = await minutesByService(WEEK);
  await saveRules([]);
  context.source.expire();
  const sum = Object.values(before).reduce((total, minutes) => total + minutes, 0);
  expect(await minutesByService(WEEK)).toEqual({ 'acme/mono': sum });
  await saveRules([{ ...BY_STEP, step: 'api-build', service: 'api' }]);
  context.source.expire();
  expect(await minutesByService(WEEK)).toEqual({ api: sum });
});
