import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { addDays } from '@/lib/time/days';
import { aBuildAt, aRepo, packAll, storeFacts } from '@/tests/world/packed-weeks';
import { openReader } from './open-reader';
import { WeekSource } from './week-source';

const ZONE = 'UTC';
const NOW = new Date('2026-05-12T10:00:00Z');
const LAST_MONDAY = '2026-05-04';
/** Weeks are held in runs of several; histories begin anywhere in one. */
const LENGTHS = Array.from({ length: 20 }, (_, i) => i + 1);
const mondayBefore = (weeks: number) => addDays(LAST_MONDAY, -7 * weeks);

let db: TestDatabase;
let source: WeekSource;

beforeAll(async () => {
  db = await createTestDatabase();
  for (const length of LENGTHS) {
    const repoId = await aRepo(db.pool, `acme/weeks-${length}`);
    const builds = Array.from({ length }, (_, i) =>
      aBuildAt(i + 1, `${addDays(mondayBefore(length - 1 - i), 2)}T10:00:00Z`),
    );
    await storeFacts(db.pool, repoId, builds, ZONE);
  }
  await packAll(db.pool, ZONE);
  source = new WeekSource(db.pool);
});
afterAll(() => db.drop());

test.each(LENGTHS)(
  'a history of %i weeks begins with the first in which something was built',
  async length => {
    const repository = `acme/weeks-${length}`;
    const filter = metricFilterSchema.parse({ range: '1y', repository });
    const reader = await openReader({ source, now: NOW, timeZone: ZONE }, filter);
    expect(reader.historyFrom).toBe(mondayBefore(length - 1));
  },
);
