import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createPool } from '@/lib/db/pool';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { runMetric } from '@/lib/metrics/run-metric';
import { aBuildAt, aRepo, packAll, storeFacts } from '@/tests/world/packed-weeks';
import { openReader } from './open-reader';
import { WeekSource } from './week-source';

const ZONE = 'UTC';
const NOW = new Date('2026-05-12T10:00:00Z');
const FIRST_MS = Date.parse('2026-02-04T10:00:00Z');
const RANGE = '2026-02-02..2026-05-10';
const WEEK_MS = 7 * 86_400_000;
/** Enough for several loads of 16 runs of weeks, one after the other. */
const REPO_COUNT = 10;
const WEEK_COUNT = 12;

let db: TestDatabase;
let repoIds: number[];
let pool: pg.Pool;
let source: WeekSource;

const slug = (index: number) => `acme/repo-${index}`;

beforeAll(async () => {
  db = await createTestDatabase();
  repoIds = [];
  for (let index = 0; index < REPO_COUNT; index += 1) {
    const repoId = await aRepo(db.pool, slug(index));
    const builds = Array.from({ length: WEEK_COUNT }, (_, week) =>
      aBuildAt(week + 1, new Date(FIRST_MS + week * WEEK_MS).toISOString()),
    );
    await storeFacts(db.pool, repoId, builds, ZONE);
    repoIds.push(repoId);
  }
  await packAll(db.pool, ZONE);
});
afterAll(() => db.drop());
beforeEach(() => {
  pool = createPool(db.url);
  source = new WeekSource(pool);
});
afterEach(() => pool.end());

async function countBuilds(repository: string | null): Promise<number> {
  const filter = metricFilterSchema.parse({ range: RANGE, repository });
  const { rows } = await runMetric({ source, now: NOW, timeZone: ZONE }, 'services', filter);
  return rows.reduce((sum, { builds }) => sum + builds, 0);
}

interface Hold {
  /** Some statement waits. */
  reached: Promise<void>;
  release(): void;
}

/** From now on nothing is sent that asks for weeks of a repository, before it is released. */
function holdWeeksOf(repoId: number): Hold {
  const [reached, reach] = signal();
  const [released, release] = signal();
  const connect = pool.connect.bind(pool) as (...asked: unknown[]) => Promise<pg.PoolClient>;
  // `copy` has its parameters in the text: the list of repositories comes first.
  const asksFor = new RegExp(`^copy .*unnest\\('{([0-9]+,)*${repoId}[,}]`, 's');
  const held = new WeakSet<pg.PoolClient>();
  Reflect.set(pool, 'connect', async (...asked: unknown[]) => {
    const client = await connect(...asked);
    if (asked.length > 0 || held.has(client)) return client;
    held.add(client);
    const query = client.query.bind(client) as (...statement: unknown[]) => unknown;
    Reflect.set(client, 'query', (...statement: unknown[]) => {
      const [{ text }] = statement as [{ text?: unknown }];
      if (!asksFor.test(String(text))) return query(...statement);
      reach();
      return released.then(() => query(...statement));
    });
    return client;
  });
  return { reached, release };
}

function signal(): [given: Promise<void>, give: () => void] {
  let give: () => void = () => undefined;
  const given = new Promise<void>(resolve => {
    give = resolve;
  });
  return [given, give];
}

describe('while a big question waits for the database, a small one is answered', () => {
  test.each([
    ['of weeks that were loaded for the big one', 0],
    ['of weeks that nobody has loaded yet', REPO_COUNT - 1],
  ])('%s', async (_, index) => {
    const held = holdWeeksOf(repoIds[Math.floor(REPO_COUNT / 2)] ?? 0);
    const order: string[] = [];
    const big = countBuilds(null).finally(() => order.push('big'));
    await held.reached;
    expect(await countBuilds(slug(index))).toBe(WEEK_COUNT);
    order.push('small');
    held.release();
    expect(await big).toBe(REPO_COUNT * WEEK_COUNT);
    expect(order).toEqual(['small', 'big']);
  });
});

test('others have their turn while a question goes through weeks that are all in memory', async () => {
  await countBuilds(null);
  const { partsLoaded } = source.store.statistics;
  const filter = metricFilterSchema.parse({ range: RANGE });
  const reader = await openReader({ source, now: NOW, timeZone: ZONE }, filter);
  // A clock by which every look at it is a long time after the one before.
  let nowMs = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
    nowMs += 1000;
    return nowMs;
  });
  let turns = 0;
  let isReading = true;
  const others = (async () => {
    while (isReading) {
      await setImmediate();
      turns += 1;
    }
  })();
  let runs = 0;
  await reader.forEachWeek('now', [], () => {
    runs += 1;
  });
  isReading = false;
  await others;
  clock.mockRestore();
  expect(source.store.statistics.partsLoaded).toBe(partsLoaded);
  expect(runs).toBeGreaterThan(3 * 16);
  expect(turns).toBeGreaterThanOrEqual(3);
});
