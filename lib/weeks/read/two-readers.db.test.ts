import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool } from '@/lib/db/pool';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { runMetric } from '@/lib/metrics/run-metric';
import { SMALL_ZONE, storeSmallWorld } from '@/tests/world/small-world';
import { WeekSource } from './week-source';

const NOW = new Date('2026-04-01T12:00:00Z');
const MARCH = metricFilterSchema.parse({ range: '2026-03-01..2026-03-31' });
const TURNS = 12;

let db: TestDatabase;
/** As two processes: each with a pool of its own. */
let pools: pg.Pool[];
let readers: WeekSource[];

beforeAll(async () => {
  db = await createTestDatabase();
  pools = [createPool(db.url), createPool(db.url)];
  readers = pools.map(pool => new WeekSource(pool));
});
afterAll(async () => {
  for (const pool of pools) await pool.end();
  await db.drop();
});

async function ask(source: WeekSource) {
  source.expire();
  const context = { source, now: NOW, timeZone: SMALL_ZONE };
  const { rows: services } = await runMetric(context, 'services', MARCH);
  const { rows: steps } = await runMetric(context, 'steps', MARCH);
  const { rows: lost } = await runMetric(context, 'lost', MARCH);
  return { services, steps, lost, buildCount: services.reduce((sum, { builds }) => sum + builds, 0) };
}

/** One build more, of one of two repositories, in one of four weeks. */
const write = (turn: number) =>
  storeSmallWorld(db.pool, turn % 2 === 0 ? 'acme/api' : 'acme/web', [
    {
      number: 1 + turn,
      finished: new Date(Date.parse('2026-03-03T08:00:00Z') + turn * 24 * 3_600_000).toISOString(),
      waitS: 60 + turn,
    },
  ]);

test('two readers answer alike after each writing, and as one who comes anew', async () => {
  for (let turn = 0; turn < TURNS; turn += 1) {
    await write(turn);
    const expected = await ask(new WeekSource(db.pool));
    expect(expected.buildCount).toBe(turn + 1);
    expect(await Promise.all(readers.map(ask))).toEqual([expected, expected]);
  }
});

test('while weeks are written, what one reader has told the other one tells when it is asked next', async () => {
  let isWriting = true;
  const writing = (async () => {
    for (let turn = TURNS; turn < 2 * TURNS; turn += 1) await write(turn);
  })().finally(() => {
    isWriting = false;
  });
  let told = 0;
  const seen = new Set<number>();
  while (isWriting) {
    for (const reader of readers) {
      const { buildCount } = await ask(reader);
      expect(buildCount).toBeGreaterThanOrEqual(told);
      told = buildCount;
      seen.add(told);
      await setImmediate();
    }
  }
  await writing;
  expect(seen.size).toBeGreaterThan(2);
  const expected = await ask(new WeekSource(db.pool));
  expect(expected.buildCount).toBe(2 * TURNS);
  expect(await Promise.all(readers.map(ask))).toEqual([expected, expected]);
});
