import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import type { BuildFact } from '@/lib/facts/build-fact';
import { DEFAULT_SETTINGS } from '@/lib/settings/settings';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { aBuild } from '@/tests/world/fake-drone';
import { rollUpAll } from '@/tests/world/lost-table';
import { aRepo, packAll, storeFacts } from '@/tests/world/packed-weeks';
import { type MetricFilter, metricFilterSchema } from './metric-filter';
import { runMetric } from './run-metric';

const ZONE = 'UTC';
const REPOS = ['acme/one', 'acme/two', 'acme/three'];
const FILTER = metricFilterSchema.parse({ range: '2026-03-02..2026-03-15', event: 'all' });

/** A build of steps that run one after the other, a minute each; they end as the build does. */
function aBuildOf(
  number: number,
  day: string,
  names: readonly string[],
  change: Partial<BuildFact> = {},
): BuildFact {
  const createdAt = new Date(`${day}T09:00:00Z`);
  const minute = (n: number) => new Date(createdAt.getTime() + n * 60_000);
  const [stage] = aBuild(number).stages;
  const [step] = stage?.steps ?? [];
  if (stage === undefined || step === undefined) throw new Error('a build has a step');
  const steps = names.map((name, index) => ({
    ...step,
    number: index + 1,
    name,
    status: change.status === 'failure' ? ('failure' as const) : ('success' as const),
    dependsOn: index === 0 ? [] : [names[index - 1] ?? ''],
    startedAt: minute(index),
    stoppedAt: minute(index + 1),
  }));
  const finishedAt = minute(names.length);
  return aBuild(number, {
    createdAt,
    startedAt: createdAt,
    finishedAt,
    stages: [
      {
        ...stage,
        dependsOn: [],
        createdAt,
        startedAt: createdAt,
        stoppedAt: finishedAt,
        updatedAt: finishedAt,
        steps,
      },
    ],
    ...change,
  });
}

const named = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}-${String(index).padStart(2, '0')}`);

/** The same builds, stored in this order: what is equal in all but its name. */
async function createWorld(
  db: TestDatabase,
  repos: readonly string[],
  isBackwards: boolean,
): Promise<ReaderContext> {
  for (const slug of repos) {
    const id = await aRepo(db.pool, slug);
    const steps = named('step', 30);
    const builds = [
      // Long ago: steps of which nothing is left, and which came first.
      aBuildOf(1, '2025-06-02', named('old', 80), { event: 'cron', cron: 'nightly' }),
      aBuildOf(2, '2026-03-03', isBackwards ? steps.toReversed() : steps, { event: 'cron', cron: 'nightly' }),
      aBuildOf(3, '2026-03-04', ['lint'], { trigger: 'ada' }),
      aBuildOf(4, '2026-03-05', named('bad', 5), { event: 'cron', cron: 'nightly', status: 'failure' }),
    ];
    for (const build of isBackwards ? builds.toReversed() : builds) {
      await storeFacts(db.pool, id, [build], ZONE);
      // Names get their ids as they are packed.
      await packAll(db.pool, ZONE);
    }
  }
  await rollUpAll(db.pool, DEFAULT_SETTINGS, ZONE);
  return { source: new WeekSource(db.pool), now: new Date('2026-03-16T12:00:00Z'), timeZone: ZONE };
}

let [db, other]: TestDatabase[] = [];
let [context, backwards]: ReaderContext[] = [];
beforeAll(async () => {
  [db, other] = [await createTestDatabase(), await createTestDatabase()];
  context = await createWorld(db, REPOS, false);
  backwards = await createWorld(other, REPOS.toReversed(), true);
});
afterAll(async () => {
  await db?.drop();
  await other?.drop();
});

const ask = async (
  from: ReaderContext | undefined,
  name: Parameters<typeof runMetric>[1],
  filter: MetricFilter,
) => {
  if (from === undefined) throw new Error('no world');
  return (await runMetric(from, name, filter)).rows;
};

describe('lists', () => {
  test('are filtered first and cut afterwards: steps of long ago take nobody’s place', async () => {
    const rows = await ask(context, 'steps', FILTER);
    expect(rows.length).toBe(60);
    const one = await ask(context, 'steps', { ...FILTER, repository: 'acme/one' });
    expect(one.length).toBe(36);
    expect(one[0]).toMatchObject({ step: 'lint' });
  });

  test.each([
    'steps',
    'step-names',
    'step-durations',
    'lost-steps',
    'cache-steps',
    'slowest-runs',
    'slowest-builds',
    'services',
    'teams',
    'runners',
  ] as const)('%s are the same in whatever order the history came in', async name => {
    for (const narrow of [{}, { repository: 'acme/two' }, { event: 'cron' as const }]) {
      const filter = { ...FILTER, ...narrow };
      expect(await ask(backwards, name, filter)).toEqual(await ask(context, name, filter));
    }
  });

  test('a name stands for the steps of all services, and adds up to them', async () => {
    const names = await ask(context, 'step-names', FILTER);
    const steps = await ask(context, 'steps', FILTER);
    const lint = names.find(row => 'step' in row && row.step === 'lint');
    const lintSteps = steps.flatMap(row => ('n' in row && 'step' in row && row.step === 'lint' ? [row] : []));
    expect(lint).toMatchObject({ services: 3, repositories: 3, n: 3, p50Ms: 60_000, p50MostMs: 60_000 });
    const lostMs = lintSteps.reduce((sum, row) => sum + ('lostMs' in row ? row.lostMs : 0), 0);
    expect(lostMs).toBeGreaterThan(0);
    expect(lint).toMatchObject({ lostMs });
  });

  test('equal steps stand by name', async () => {
    const rows = await ask(context, 'steps', { ...FILTER, repository: 'acme/three', event: 'cron' });
    const names = rows.flatMap(row => ('step' in row ? [row.step] : []));
    expect(names).toEqual([...named('step', 30), ...named('bad', 5)]);
  });
});
