import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { aBuildAt, aRepo, packAll, storeFacts } from '@/tests/world/packed-weeks';
import { markArrivedWeeks } from './find-stale-weeks';

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

test('a build that ends in the future comes into its week once its time has come', async () => {
  const repoId = await aRepo(db.pool, 'acme/api');
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  await storeFacts(db.pool, repoId, [aBuildAt(1, inDays(40))], 'UTC');
  const marked = async () => {
    await markArrivedWeeks(db.pool, 'UTC');
    return (await db.pool.query('select 1 from dirty_week')).rows.length;
  };
  expect(await marked()).toBe(0);
  // As if it were 40 days later.
  const later = `created_at = created_at - interval '40 days', finished_at = finished_at - interval '40 days'`;
  await db.pool.query(`update build set ${later}`);
  expect(await marked()).toBe(1);
  await packAll(db.pool, 'UTC');
  expect((await db.pool.query('select build_count from packed_week')).rows).toEqual([{ build_count: 1 }]);
  expect(await marked()).toBe(0);
  await db.pool.query(`update packed_week set packed_at = now() - interval '3 days'`);
  expect(await marked()).toBe(1);
});
