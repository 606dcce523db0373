import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { type DemoServer, startDemoServer } from '@/lib/demo/server';
import type { WireBuild } from '@/lib/demo/wire';
import { createDemoWorld } from '@/lib/demo/world';
import { runPoller } from '@/lib/poller/run-poller';
import { type ServedPages, servePages } from './serve-pages';

const SECRET = 'the-secret-of-this-test';
/** So that nothing is found but by webhooks. */
const NEVER_MS = 3_600_000;
const LISTED = /^\/api\/repos\?/;
const LOGS = /\/logs\//;
/** A Tuesday at work. */
const world = createDemoWorld({
  seed: 7,
  origin: new Date('2026-03-03T10:00:00Z'),
  weeks: 1,
  developerCount: 6,
});

let atMs = world.origin.getTime();
let db: TestDatabase;
let pages: ServedPages;
let drone: DemoServer;
const ended = new AbortController();
const pollers: Array<Promise<unknown>> = [];

beforeAll(async () => {
  db = await createTestDatabase();
  pages = await servePages(db.url, { DRONE_WEBHOOK_SECRET: SECRET, TIME_ZONE: 'UTC' });
  const endpoint = `${pages.address}/api/v1/hooks/drone`;
  drone = await startDemoServer({ world, now: () => new Date(atMs), hook: { endpoint, secret: SECRET } });
  // Two share the work.
  for (let count = 0; count < 2; count += 1) {
    pollers.push(
      runPoller({
        pool: db.pool,
        ci: { kind: 'drone', server: drone.url, token: drone.tokens.admin },
        timeZone: 'UTC',
        intervalMs: NEVER_MS,
        logPolicy: { minStepSeconds: null, maxAgeDays: null },
        keepSpansDays: 36_500,
        once: false,
        signal: ended.signal,
        logger: pino({ level: 'silent' }),
      }),
    );
  }
});
afterAll(async () => {
  ended.abort();
  await Promise.allSettled(pollers);
  await drone.close();
  await pages.stop();
  await db.drop();
});

const allBuilds = () =>
  world.repos.flatMap(({ slug }) => world.builds(slug, new Date(atMs)).map(build => ({ slug, build })));
const countMade = () =>
  world.repos.reduce((sum, { slug }) => sum + world.buildCount(slug, new Date(atMs)), 0);
const isOver = ({ status }: WireBuild) => !['pending', 'running'].includes(status);

async function countStored(): Promise<number> {
  const { rows } = await db.pool.query<{ n: number }>('select count(*)::int as n from build');
  return rows[0]?.n ?? 0;
}

const answer = z.object({ status: z.string() });

/** As the page of the build is told. */
async function statusOf(slug: string, number: number): Promise<string> {
  const told = await fetch(`${pages.address}/api/v1/repositories/${slug}/builds/${number}`);
  return told.ok ? answer.parse(await told.json()).status : `${told.status}`;
}

test('what begins and what ends is on the page at once, though nobody lists the repositories again', async () => {
  await expect.poll(countStored, { timeout: 120_000 }).toBe(countMade());
  const lists = drone.requestCount(LISTED);
  const running = allBuilds().filter(({ build }) => build.status === 'running');
  expect(running.length).toBeGreaterThan(0);
  const made = countMade();
  const isMoved = () =>
    countMade() > made &&
    running.some(({ slug, build }) => isOver(world.build(slug, build.number, new Date(atMs)) ?? build));
  while (!isMoved()) atMs += 30_000;
  await expect.poll(countStored).toBe(countMade());
  for (const { slug, build } of running) {
    const now = world.build(slug, build.number, new Date(atMs));
    await expect.poll(() => statusOf(slug, build.number)).toBe(now?.status);
  }
  expect(drone.requestCount(LISTED)).toBe(lists);
  await expect.poll(async () => (await db.pool.query('select 1 from repo_hint')).rows).toEqual([]);
});

test('steps are followed while a build runs', async () => {
  const lists = drone.requestCount(LISTED);
  const steps = async () => {
    const { rows } = await db.pool.query<{ n: number }>(
      "select count(*)::int as n from step s where status not in ('pending', 'running')",
    );
    return rows[0]?.n ?? 0;
  };
  const before = await steps();
  for (let turn = 0; turn < 4; turn += 1) atMs += 20_000;
  await expect.poll(steps).toBeGreaterThan(before);
  expect(drone.requestCount(LISTED)).toBe(lists);
});

test('what webhooks tell of comes in while logs are read', async () => {
  const backlog = async () => {
    const { rows } = await db.pool.query<{ n: number }>('select count(*)::int as n from log_todo');
    return rows[0]?.n ?? 0;
  };
  drone.misbehave({ slowMs: 250 });
  await db.pool.query(
    `insert into log_todo (repo_id, build_number, stage_number, step_number, finished_at)
     select repo_id, build_number, stage_number, number, stopped_at from step where stopped_at is not null`,
  );
  const listed = await backlog();
  const logs = drone.requestCount(LOGS);
  await expect.poll(() => drone.requestCount(LOGS)).toBeGreaterThan(logs);
  for (let turn = 0; turn < 3; turn += 1) {
    const made = countMade();
    while (countMade() === made) atMs += 30_000;
    await expect.poll(countStored).toBe(countMade());
  }
  expect(await backlog()).toBeGreaterThan(listed / 2);
});
