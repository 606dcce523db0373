import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import type { BuildFact } from '@/lib/facts/build-fact';
import { readSettings } from '@/lib/settings/read-settings';
import { storeSettings } from '@/lib/settings/save-settings';
import { HOUR_MS } from '@/lib/time/units';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { rollUpAll } from '@/tests/world/lost-table';
import { aBuildAt, aRepo, packAll, storeFacts } from '@/tests/world/packed-weeks';
import { metricFilterSchema } from './metric-filter';
import { runMetric } from './run-metric';

const ZONE = 'UTC';
const HOUR_S = 3600;
/** Of the first 4 hours of a build: 10 minutes count whole, then 20 by a quarter; and a switch. */
const LOST_MS = (20 / 60) * HOUR_MS;
let db: TestDatabase;
let context: ReaderContext;

/** A build with a clone and a step of one service. */
const ofService = (number: number, at: string, seconds: number, service: string): BuildFact => {
  const build = aBuildAt(number, at, seconds);
  const step = (index: number, name: string) => ({
    ...{ number: index, externalId: number * 10 + index, name, status: 'success' as const, error: null },
    ...{ errorIgnored: false, exitCode: 0, version: 1, dependsOn: [], image: null, detached: false },
    startedAt: build.startedAt,
    stoppedAt: build.finishedAt,
  });
  return {
    ...build,
    stages: build.stages.map(stage => ({ ...stage, steps: [step(1, 'clone'), step(2, `${service}-build`)] })),
  };
};

beforeAll(async () => {
  db = await createTestDatabase();
  const plain = await aRepo(db.pool, 'acme/plain');
  const mono = await aRepo(db.pool, 'acme/mono');
  const rules = [{ repository: 'acme/mono', step: '<service>-build', service: '<service>' }];
  await storeSettings(db.pool, { rules }, {});
  const open = aBuildAt(2, '2026-03-03T08:00:00Z', 60, {
    status: 'running',
    finishedAt: null,
    sender: 'bea',
  });
  await storeFacts(
    db.pool,
    plain,
    [
      aBuildAt(1, '2026-03-02T09:00:00Z', 600),
      {
        ...open,
        stages: open.stages.map(stage => ({ ...stage, status: 'running' as const, stoppedAt: null })),
      },
    ],
    ZONE,
  );
  await storeFacts(
    db.pool,
    mono,
    [
      ofService(1, '2026-03-04T09:00:00Z', 5 * HOUR_S, 'api'),
      ofService(2, '2026-03-05T09:00:00Z', 600, 'shop'),
    ],
    ZONE,
  );
  await packAll(db.pool, ZONE);
  await rollUpAll(db.pool, (await readSettings(db.pool)).settings, ZONE);
  context = { source: new WeekSource(db.pool), now: new Date('2026-03-10T12:00:00Z'), timeZone: ZONE };
});
afterAll(() => db.drop());

test.each([
  ['a week', { range: '2026-03-02..2026-03-08' }, 2],
  ['some days', { range: '2026-03-03..2026-03-05' }, 2],
  ['a day without any', { range: '2026-03-02..2026-03-02' }, 0],
  ['a service', { range: '2026-03-02..2026-03-08', service: 'api' }, 1],
  ['another service', { range: '2026-03-02..2026-03-08', service: 'shop' }, 0],
  ['a repository', { range: '2026-03-02..2026-03-08', repository: 'acme/plain' }, 1],
])('totals of %s name what stuck builds cost, and how many', async (_, filter, builds) => {
  const { rows } = await runMetric(context, 'totals', metricFilterSchema.parse(filter));
  expect(rows.find(({ period }) => period === 'now')).toMatchObject({
    stuckBuilds: builds,
    stuckMs: builds * LOST_MS,
  });
});
