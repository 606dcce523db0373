import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { retryTodo } from './build-todo';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

test('a build that cannot be read rests four times as long each time, at most an hour', async () => {
  const client = await db.pool.connect();
  try {
    // One transaction has one now().
    await client.query('begin');
    await client.query(`insert into build_todo (repo_id, number, reason) values (1, 7, 'new')`);
    const rests: unknown[] = [];
    for (let attempts = 0; attempts < 6; attempts += 1) {
      await retryTodo(client, 1, { number: 7, attempts }, 'answered 500');
      const { rows } = await client.query(
        'select attempts, extract(epoch from due_at - now())::int as seconds, last_error as error from build_todo',
      );
      rests.push(...rows);
    }
    expect(rests).toEqual(
      [10, 40, 160, 640, 2560, 3600].map((seconds, index) => ({
        attempts: index + 1,
        seconds,
        error: 'answered 500',
      })),
    );
  } finally {
    await client.query('rollback');
    client.release();
  }
});
