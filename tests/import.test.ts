import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import type { Misbehaviour } from '@/lib/demo/misbehaviour';
import { type DemoServer, startDemoServer } from '@/lib/demo/server';
import type { WireBuild } from '@/lib/demo/wire';
import { createDemoWorld } from '@/lib/demo/world';
import { differencesFromTruth } from './differences-from-truth';
import { pollOnce } from './world/one-pass';

const NOW = new Date('2026-05-20T15:30:00Z');
/** Eight hundred builds: enough for lists of several pages, and imported some twenty times. */
const world = createDemoWorld({ seed: 11, origin: NOW, weeks: 2, developerCount: 4 });
const truth = new Map<string, WireBuild[]>(
  world.repos.map(repo => [repo.slug, world.builds(repo.slug, NOW)]),
);
const buildCount = [...truth.values()].reduce((sum, builds) => sum + builds.length, 0);

let server: DemoServer;
let db: TestDatabase;

beforeAll(async () => {
  server = await startDemoServer({ world, now: () => NOW });
});
afterAll(() => server.close());
beforeEach(async () => {
  db = await createTestDatabase();
});
afterEach(async () => {
  server.misbehave({});
  await db.drop();
});

async function poll(): Promise<void> {
  await db.pool.query('update build_todo set due_at = now()');
  await db.pool.query('update repo_import set due_at = now()');
  await pollOnce({
    pool: db.pool,
    ci: {
      kind: 'drone',
      server: server.url,
      token: server.tokens.admin,
      backoffBaseMs: 2,
      requestTimeoutMs: 2_000,
    },
    timeZone: 'Europe/Berlin',
  });
}

async function toGo(): Promise<number> {
  const left = await db.pool.query<{ n: number }>(`
    select (select count(*) from build_todo where reason <> 'unfinished')::int
      + (select count(*) from repo_import where not history_done)::int as n`);
  return left.rows[0]?.n ?? Number.NaN;
}

/** Passes until everything is stored; the number is a limit, not an expectation. */
async function pollUntilDone(): Promise<void> {
  for (let pass = 0; pass < 10; pass += 1) {
    await poll();
    const known = await db.pool.query('select 1 from repo_import limit 1');
    if (known.rowCount === 1 && (await toGo()) === 0) return;
  }
  throw new Error(`still ${await toGo()} to go after ten passes`);
}

function startPoller(): ChildProcess {
  const script = fileURLToPath(new URL('poll-once.ts', import.meta.url));
  return spawn(process.execPath, ['--import', 'tsx', script, server.url, db.url], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

describe('after the import the database equals what the server served', () => {
  test('in one pass', async () => {
    await pollUntilDone();
    expect(await differencesFromTruth(db.pool, truth)).toEqual([]);
    const stored = await db.pool.query('select sum(builds_stored)::int as n from repo_import');
    expect(stored.rows).toEqual([{ n: buildCount }]);
  });

  test('after the poller was killed ten times', async () => {
    server.misbehave({ slowMs: 8 });
    let killedAtWork = 0;
    for (let kill = 0; kill < 10; kill += 1) {
      const poller = startPoller();
      // Random on purpose: each run of the test kills at other moments.
      await sleep(700 + Math.random() * 900);
      if (poller.exitCode === null) {
        killedAtWork += 1;
        poller.kill('SIGKILL');
        await once(poller, 'exit');
      }
    }
    expect(killedAtWork).toBeGreaterThan(0);
    server.misbehave({});
    await db.pool.query('delete from poller');
    await pollUntilDone();
    expect(await differencesFromTruth(db.pool, truth)).toEqual([]);
  });

  test('with three pollers at once', async () => {
    const pollers = [startPoller(), startPoller(), startPoller()];
    await Promise.all(pollers.map(poller => once(poller, 'exit')));
    expect(pollers.map(poller => poller.exitCode)).toEqual([0, 0, 0]);
    await pollUntilDone();
    expect(await differencesFromTruth(db.pool, truth)).toEqual([]);
    const stored = await db.pool.query('select sum(builds_stored)::int as n from repo_import');
    expect(stored.rows).toEqual([{ n: buildCount }]);
  });

  const aRepo = world.repos[0]?.slug ?? '';
  const misbehaviours: Array<[string, Misbehaviour]> = [
    ['slow', { slowMs: 20 }],
    ['answering 500', { errorRatio: 0.3 }],
    ['dropping connections', { dropRatio: 0.3 }],
    ['sending malformed JSON', { malformedRatio: 0.3 }],
    ['cutting bodies short', { truncateRatio: 0.3 }],
    ['asking for patience', { rateLimit: { retryAfterSeconds: 0, ratio: 0.3, status: 429 } }],
    ['overloaded', { rateLimit: { retryAfterSeconds: 0, ratio: 0.3, status: 503 } }],
    ['behind a proxy that answers with a page', { html: true }],
    ['unable to confirm rights to a repository', { notFoundRepos: [aRepo] }],
    ['shifting its pages', { shiftPages: { hiddenBuilds: 100, revealedPerRequest: 7 } }],
    [
      'doing all at once',
      { errorRatio: 0.1, dropRatio: 0.1, malformedRatio: 0.1, truncateRatio: 0.1, slowMs: 2 },
    ],
  ];

  test.each(misbehaviours)('after a server that was %s', async (_, misbehaviour) => {
    server.misbehave(misbehaviour);
    await poll();
    await poll();
    server.misbehave({});
    await pollUntilDone();
    expect(await differencesFromTruth(db.pool, truth)).toEqual([]);
  });

  test('after the server purged its own history', async () => {
    await pollUntilDone();
    server.misbehave({ purgedBelow: Object.fromEntries(world.repos.map(repo => [repo.slug, 20])) });
    await poll();
    expect(await differencesFromTruth(db.pool, truth)).toEqual([]);
  });
});

test('a server restored from a backup: the old history stays, the new one begins where it parts', async () => {
  await pollUntilDone();
  server.misbehave({ restored: { at: NOW, lostBuilds: 5 } });
  await poll();
  await pollUntilDone();
  const epochs = await db.pool.query<{ slug: string; epoch: number; first: number }>(
    `select slug, epoch, first_number as first from repo where epoch = 2`,
  );
  expect(epochs.rows.length).toBeGreaterThan(0);
  for (const { slug, first } of epochs.rows) expect(first).toBe((truth.get(slug)?.length ?? 0) - 5 + 1);
  await db.pool.query('delete from repo where epoch = 2');
  expect(await differencesFromTruth(db.pool, truth)).toEqual([]);
});
