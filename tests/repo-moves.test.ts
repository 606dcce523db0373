import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { repoMovesOf, withRepoMoves } from '@/lib/demo/repo-moves';
import { type DemoServer, startDemoServer } from '@/lib/demo/server';
import type { WireBuild } from '@/lib/demo/wire';
import { createDemoWorld } from '@/lib/demo/world';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { runMetric } from '@/lib/metrics/run-metric';
import { WeekSource } from '@/lib/weeks/reader';
import { pollOnce } from './world/one-pass';

const ORIGIN = new Date('2026-05-20T08:30:00Z');
const world = createDemoWorld({ seed: 11, origin: ORIGIN, weeks: 2 });
const moves = repoMovesOf(ORIGIN);
/** Before anything happens, between both, and a day later, when every build that the first two saw has ended. */
const MOMENTS = [ORIGIN, new Date('2026-05-20T10:30:00Z'), new Date('2026-05-21T16:00:00Z')];

let clock = ORIGIN;
let server: DemoServer;
let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
  server = await startDemoServer({ world: withRepoMoves(world, moves), now: () => clock });
  for (const moment of MOMENTS) {
    clock = moment;
    await db.pool.query('update build_todo set due_at = now(); update repo_import set relist_at = null');
    await db.pool.query(
      'update repo_import set due_at = now() where repo_id in (select repo_id from build_todo)',
    );
    await pollOnce({
      pool: db.pool,
      ci: { kind: 'drone', server: server.url, token: server.tokens.admin },
    });
  }
});
afterAll(async () => {
  await server.close();
  await db.drop();
});

/** Builds that ended, of those that were created while the server showed the repository. */
function endedOf(slug: string, isShown: (build: WireBuild) => boolean = () => true): WireBuild[] {
  return world.builds(slug, clock).filter(build => build.finished > 0 && isShown(build));
}

const stored = async (slug: string) =>
  (
    await db.pool.query<{ repo: number; n: number; waited: number }>(
      `select r.drone_id as repo, count(*)::int as n,
         sum(extract(epoch from b.finished_at - b.created_at))::float8 as waited
       from build b join repo r on r.id = b.repo_id where r.slug = $1 and b.finished_at is not null group by 1 order by 1`,
      [slug],
    )
  ).rows;

const sums = (builds: readonly WireBuild[]) => ({
  n: builds.length,
  waited: builds.reduce((sum, build) => sum + build.finished - build.created, 0),
});

async function countOf(service: string): Promise<number> {
  const source = new WeekSource(db.pool);
  const filter = metricFilterSchema.parse({
    service,
    range: '2026-05-01..2026-05-31',
    event: 'all',
  });
  const { rows } = await runMetric({ source, timeZone: 'UTC', now: clock }, 'outcomes', filter);
  return rows.reduce((sum, { builds }) => sum + builds, 0);
}

test('a repository that was deleted and made again keeps its history beside the new one, each build once', async () => {
  const move = moves.find(({ kind }) => kind === 'recreated');
  if (move?.kind !== 'recreated') throw new Error('the demo tells of no such repository');
  const oldId = world.repos.find(repo => repo.slug === move.slug)?.id;
  const isOld = (build: WireBuild) => build.created <= ORIGIN.getTime() / 1000;
  const isNew = (build: WireBuild) => build.created > move.at.getTime() / 1000;
  const finishedBefore = (build: WireBuild) => isOld(build) && build.finished <= ORIGIN.getTime() / 1000;
  expect(endedOf(move.slug, isNew).length).toBeGreaterThan(0);
  expect(await stored(move.slug)).toEqual([
    { repo: oldId, ...sums(endedOf(move.slug, finishedBefore)) },
    { repo: move.id, ...sums(endedOf(move.slug, isNew)) },
  ]);
  expect(await countOf(move.slug)).toBe(
    endedOf(move.slug, finishedBefore).length + endedOf(move.slug, isNew).length,
  );
});

test('a renamed repository has all of its history under its new name', async () => {
  const move = moves.find(({ kind }) => kind === 'renamed');
  if (move?.kind !== 'renamed') throw new Error('the demo tells of no such repository');
  const id = world.repos.find(repo => repo.slug === move.slug)?.id;
  const all = endedOf(move.slug);
  expect(all.some(build => build.created > move.at.getTime() / 1000)).toBe(true);
  expect(await stored(move.to)).toEqual([{ repo: id, ...sums(all) }]);
  expect(await stored(move.slug)).toEqual([]);
  expect(await countOf(move.to)).toBe(all.length);
});
