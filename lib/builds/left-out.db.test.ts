import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { createMetricWorld, WORLD_ZONE } from '@/tests/world/metric-world';
import { listLogins } from './exclusions';
import { EXCLUSION_REASONS, LEFT_OUT_REASONS, type LeftOutReason, UNCOUNTED_REASONS } from './left-out';
import { buildsPageSchema } from './list/builds-filter';
import { readBuilds } from './list/read-builds';

const RANGE = '2026-03-02..2026-05-10';
let db: TestDatabase;
let context: ReaderContext;

beforeAll(async () => {
  db = await createTestDatabase();
  await createMetricWorld(db.pool, 60);
  context = { source: new WeekSource(db.pool), now: new Date('2026-05-12T10:00:00Z'), timeZone: WORLD_ZONE };
}, 120_000);
afterAll(() => db.drop());

async function listed(leftOut: LeftOutReason | null): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const page = buildsPageSchema.parse({ range: RANGE, leftOut, limit: 100, cursor });
    const answer = await readBuilds(context, page);
    found.push(...answer.rows.map(({ repository, number }) => `${repository}#${number}`));
    cursor = answer.nextCursor;
  } while (cursor !== null);
  return found;
}

test('a number of builds that are left out leads to just as many in the list', async () => {
  const { builds } = await listLogins(context, metricFilterSchema.parse({ range: RANGE }));
  const counts = Object.fromEntries(
    await Promise.all(LEFT_OUT_REASONS.map(async reason => [reason, (await listed(reason)).length] as const)),
  );
  expect(counts).toEqual(builds.leftOut);
  // The world has some of most kinds, so that the numbers say something.
  expect(LEFT_OUT_REASONS.filter(reason => builds.leftOut[reason] > 0).length).toBeGreaterThan(5);
  const sum = (reasons: readonly LeftOutReason[]) =>
    reasons.reduce((total, reason) => total + builds.leftOut[reason], 0);
  expect(builds.waitedFor + sum(EXCLUSION_REASONS)).toBe(builds.all);
  const untimed = LEFT_OUT_REASONS.filter(reason => !EXCLUSION_REASONS.some(each => each === reason));
  expect(builds.timed + sum(UNCOUNTED_REASONS) + sum(untimed)).toBe(builds.all);
});

test('what is left out of hours is what nobody lost any to', async () => {
  for (const reason of ['cron', 'nobody', 'bot', 'broken'] as const) {
    const page = buildsPageSchema.parse({ range: RANGE, leftOut: reason, limit: 500 });
    const { rows } = await readBuilds(context, page);
    expect(rows.map(({ lostMs }) => lostMs)).toEqual(rows.map(() => 0));
  }
});
