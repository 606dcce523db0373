import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { Upkeep } from '@/lib/poller/upkeep';
import { type ServedPages, servePages } from './serve-pages';
import { aBuildAt, aRepo, storeFacts } from './world/packed-weeks';

const ZONE = 'UTC';
const RANGE = 'range=2026-03-02..2026-03-29';
/** A process looks at the database for a question when its last look is 250 ms old. */
const NEXT_LOOK_MS = 300;
const TURNS = 20;
const services = z.object({ rows: z.array(z.object({ builds: z.int() })) });

let db: TestDatabase;
const webs: ServedPages[] = [];
let repoIds: number[];

beforeAll(async () => {
  db = await createTestDatabase();
  repoIds = [await aRepo(db.pool, 'acme/api'), await aRepo(db.pool, 'acme/web')];
  await write(0);
  // One after the other: the first may have to build the pages.
  for (let count = 0; count < 2; count += 1) webs.push(await servePages(db.url, { TIME_ZONE: ZONE }));
});
afterAll(async () => {
  await Promise.all(webs.map(web => web.stop()));
  await db.drop();
});

/** A build more of each repository, stored, packed and replayed as the poller does it. */
async function write(turn: number): Promise<void> {
  const at = new Date(Date.parse('2026-03-03T08:00:00Z') + turn * 12 * 3_600_000).toISOString();
  for (const repoId of repoIds) await storeFacts(db.pool, repoId, [aBuildAt(turn + 1, at, 60 + turn)], ZONE);
  const upkeep = new Upkeep({ pool: db.pool, timeZone: ZONE, keepSpansDays: 36_500 });
  await upkeep.finish(new AbortController().signal);
}

async function ask({ address }: ServedPages, metric: string): Promise<unknown> {
  const answer = await fetch(`${address}/api/v1/metrics/${metric}?${RANGE}`);
  expect(answer.status, metric).toBe(200);
  return answer.json();
}

async function countBuilds(web: ServedPages): Promise<number> {
  const { rows } = services.parse(await ask(web, 'services'));
  return rows.reduce((sum, { builds }) => sum + builds, 0);
}

test('two processes answer alike at their next look, while weeks are packed again and again', async () => {
  let isWriting = true;
  const writing = (async () => {
    for (let turn = 1; turn <= TURNS; turn += 1) await write(turn);
  })().finally(() => {
    isWriting = false;
  });
  let told = 0;
  const seen = new Set<number>();
  while (isWriting) {
    for (const web of webs) {
      const buildCount = await countBuilds(web);
      expect(buildCount).toBeGreaterThanOrEqual(told);
      told = buildCount;
      seen.add(told);
      await sleep(NEXT_LOOK_MS);
    }
  }
  await writing;
  expect(seen.size).toBeGreaterThan(1);
  await sleep(NEXT_LOOK_MS);
  expect(await Promise.all(webs.map(countBuilds))).toEqual([2 * TURNS + 2, 2 * TURNS + 2]);
  for (const metric of ['services', 'wait', 'lost', 'steps', 'outcomes', 'heatmap', 'slowest-builds']) {
    const [first, second] = await Promise.all(webs.map(web => ask(web, metric)));
    expect(second, metric).toEqual(first);
  }
});
