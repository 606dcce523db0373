import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { readImportProgress } from '@/lib/operations/progress';
import { PollerHeartbeat } from './poller-heartbeat';

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const rowCount = async (text: string) => (await db.pool.query(text)).rowCount;

test('a poller is on the list while it lives, and folds what was counted at every statement', async () => {
  for (let number = 1; number <= 20; number += 1) {
    await db.pool.query(`insert into build_todo (repo_id, number, reason) values (1, ${number}, 'new')`);
  }
  expect(await rowCount('select 1 from todo_count')).toBe(20);
  const errors: unknown[] = [];
  const times: Date[] = [];
  const heartbeat = new PollerHeartbeat(db.pool, 'me', {
    onTime: time => times.push(time),
    onWritten: () => undefined,
    onError: error => errors.push(error),
    onSilence: () => errors.push('silence'),
  });
  heartbeat.tell(() => 'figures: no such week');
  await heartbeat.start();
  expect(await rowCount(`select 1 from poller where id = 'me'`)).toBe(1);
  expect((await readImportProgress(db.pool)).lastError).toBe('figures: no such week');
  expect((await db.pool.query('select builds from todo_count')).rows).toEqual([{ builds: 20 }]);
  await heartbeat.stop();
  expect(await rowCount('select 1 from poller')).toBe(0);
  expect(errors).toEqual([]);
  expect(times).toEqual([expect.any(Date)]);
});
