import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { checkWidths } from './check-database';

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

test('names tables that are still narrow', async () => {
  expect(await checkWidths(db.pool)).toMatchObject([{ level: 'ok' }]);
  await db.pool.query(`
    alter table step alter column version type int;
    alter table log_todo alter column build_number type int`);
  expect(await checkWidths(db.pool)).toEqual([
    { level: 'warn', text: expect.stringContaining('until a poller has widened log_todo, step: ') },
  ]);
});
