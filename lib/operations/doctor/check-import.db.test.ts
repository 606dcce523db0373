import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { aBuild } from '@/tests/world/fake-drone';
import { aRepo, storeFacts } from '@/tests/world/packed-weeks';
import { checkOrphans, checkTodoCounts } from './check-import';

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

test('finds stages and steps that were left behind, and names where', async () => {
  const whole = [{ level: 'ok', text: 'every stage and step belongs to a build' }];
  expect(await checkOrphans(db.pool)).toEqual(whole);
  const repoId = await aRepo(db.pool, 'acme/api');
  await storeFacts(db.pool, repoId, [aBuild(1), aBuild(2), aBuild(3)], 'UTC');
  expect(await checkOrphans(db.pool)).toEqual(whole);
  await db.pool.query('delete from build where number = 2');
  await db.pool.query('delete from stage where build_number = 3');
  expect(await checkOrphans(db.pool)).toEqual([
    {
      level: 'warn',
      text: expect.stringMatching(/^1 stage and 2 steps belong .* acme\/api #2: who deletes/),
    },
  ]);
  await db.pool.query('delete from repo');
  expect(await checkOrphans(db.pool)).toEqual([
    {
      level: 'warn',
      text: expect.stringMatching(/^2 stages and 2 steps belong .* repository 1 #1: who deletes/),
    },
  ]);
});

test('finds counts of work to do that are not those of the lists, and mends them', async () => {
  const right = [{ level: 'ok', text: expect.stringContaining('are those of the lists') }];
  await db.pool.query(`insert into build_todo (repo_id, number, reason) values (1, 1, 'new'), (2, 1, 'new')`);
  expect(await checkTodoCounts(db.pool)).toEqual(right);
  await db.pool.query('delete from todo_count');
  expect(await checkTodoCounts(db.pool)).toEqual([
    { level: 'warn', text: expect.stringContaining('wrong for 2 repositories; they are right now') },
  ]);
  expect(await checkTodoCounts(db.pool)).toEqual(right);
});
