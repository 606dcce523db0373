import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '@/lib/db/sql';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { isEvent } from './filter-sql';

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

test.each([
  ['all', ['push', 'tag', 'deploy', 'other']],
  ['code', ['push']],
  ['push', ['push']],
  ['other', ['deploy', 'other']],
  ['custom', []],
] as const)('%s', async (event, expected) => {
  const { rows } = await db.pool.query<{ event: string }>(sql`
    select e.event from unnest(${['push', 'tag', 'deploy', 'other']}::text[]) with ordinality as e(event, place)
    where ${isEvent(sql`e.event`, event)} order by e.place`);
  expect(rows.map(row => row.event)).toEqual(expected);
});
