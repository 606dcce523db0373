import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { addRepo, addServer, storeBuilds } from '@/tests/world/stored-builds';
import { readSuspects } from './evidence';

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
  await addServer(db.pool);
  await addRepo(db.pool, 'acme/web');
  await storeBuilds(db.pool, [{ number: 1, created: '2026-05-12T09:00:00Z', waitS: 300 }]);
});
afterAll(() => db.drop());

test('all builds in the range are counted, though not all of them are told apart', async () => {
  await db.pool.query(`
    insert into build
    select (jsonb_populate_record(b, jsonb_build_object('number', n, 'drone_id', n))).*
    from build b, generate_series(2, 2100) n where b.number = 1`);
  const range = { timeZone: 'Europe/Berlin', rangeFrom: '2026-05-10', rangeUntil: '2026-05-16' };
  const size = { before: 100_000, after: 300_000 };
  const of = { pool: db.pool, repoId: 1, ...range };
  const { suspects, suspectCount } = await readSuspects(of, { kind: 'wait' }, size);
  expect(suspectCount).toBe(2100);
  expect(suspects).toHaveLength(20);
  expect(suspects[0]).toMatchObject({ number: 1, likeness: 'first', value: 300_000 });
  const before = { ...of, rangeFrom: '2026-05-01', rangeUntil: '2026-05-07' };
  expect(await readSuspects(before, { kind: 'wait' }, size)).toEqual({ suspects: [], suspectCount: 0 });
});
