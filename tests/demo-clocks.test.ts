import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { startDemoServer } from '@/lib/demo/server';
import type { WireBuild, WireStage } from '@/lib/demo/wire';
import { createDemoWorld } from '@/lib/demo/world';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { runMetric } from '@/lib/metrics/run-metric';
import { readShiftedRunners } from '@/lib/operations/shifted-runners';
import { WeekSource } from '@/lib/weeks/reader';
import { pollOnce } from './world/one-pass';

const NOW = new Date('2026-05-20T15:30:00Z');
const world = createDemoWorld({ seed: 7, origin: NOW, weeks: 2, developerCount: 12 });
/** In the demo's story, the clock of this runner is ahead. */
const [MACHINE, AHEAD_S] = ['runner-us-1', 50];

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
  const server = await startDemoServer({ world, now: () => NOW });
  const { errors } = await pollOnce({
    pool: db.pool,
    ci: { kind: 'drone', server: server.url, token: server.tokens.admin },
  });
  await server.close();
  expect(errors).toEqual([]);
});
afterAll(() => db.drop());

test('a runner whose clock is ahead is named, with how far', async () => {
  const [server] = await readShiftedRunners(db.pool, NOW);
  expect(server?.runners.map(({ machine, offsetS }) => [machine, offsetS])).toEqual([[MACHINE, AHEAD_S]]);
});

test('its stages queued for as long as by the clock of the server', async () => {
  const queues = world.repos
    .flatMap(({ slug }) => world.builds(slug, NOW))
    .filter(({ finished }) => finished > 0)
    .flatMap(build => (build.stages ?? []).flatMap(stage => queueOf(build, stage)))
    .sort((a, b) => a - b);
  expect(queues.length).toBeGreaterThan(100);
  const context = { source: new WeekSource(db.pool), now: NOW, timeZone: 'UTC' };
  const { rows } = await runMetric(
    context,
    'runners',
    metricFilterSchema.parse({ range: '28d', event: 'all' }),
  );
  const row = rows.find(({ machine }) => machine === MACHINE);
  expect([row?.queueP50Ms, row?.queueP90Ms]).toEqual([0.5, 0.9].map(q => 1000 * rank(queues, q)));
});

/** Seconds from when its builds' stages were ready to when the runner took them: none where it ran nothing. */
function queueOf(build: WireBuild, stage: WireStage): number[] {
  if (stage.machine !== MACHINE || stage.stopped === 0) return [];
  const parents = (build.stages ?? []).filter(({ name }) => stage.depends_on?.includes(name));
  const readyS = Math.max(build.created, ...parents.map(parent => parent.stopped - aheadOf(parent)));
  return [Math.max(0, stage.started - AHEAD_S - readyS)];
}

/** What is written by a runner is of its clock. */
function aheadOf({ machine, status }: WireStage): number {
  return machine === MACHINE && status !== 'killed' ? AHEAD_S : 0;
}

function rank(sorted: readonly number[], q: number): number {
  return sorted[Math.ceil(q * sorted.length) - 1] ?? Number.NaN;
}
