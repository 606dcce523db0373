import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { aBuildAt, aRepo, packAll, readFrame, storeFacts } from '@/tests/world/packed-weeks';
import { endRepo } from './gone-repos';

let db: TestDatabase;
let repoId: number;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.pool.query('truncate server, stage, step, packed_week, dirty_week restart identity cascade');
  repoId = await aRepo(db.pool, 'acme/api');
  const at = new Date(Date.now() - 30 * 3_600_000).toISOString();
  const build = aBuildAt(1, at, 60, { status: 'running', finishedAt: null });
  const stages = build.stages.map(stage => ({ ...stage, status: 'running' as const, stoppedAt: null }));
  await storeFacts(db.pool, repoId, [{ ...build, stages }], 'UTC');
  await packAll(db.pool, 'UTC');
});

const rows = async (text: string) => (await db.pool.query(text)).rows;
const week = async () => (await rows('select week::text as week from packed_week'))[0]?.week ?? '';
const counts = () => rows('select build_count::int as n from packed_week');

describe('a repository that ends with a build under way', () => {
  test('has the week of that build packed anew', async () => {
    expect([await counts(), await rows('select 1 from dirty_week')]).toEqual([[{ n: 1 }], []]);
    await endRepo(db.pool, repoId, 'gone');
    expect(await rows('select repo_id as id from dirty_week')).toEqual([{ id: repoId }]);
  });

  test.each([
    ['half an hour after it was created: it was not under way for long', 30, []],
    ['two hours after: it came that far', 120, [7200]],
    ['two days after: it came a day far, as any', 2880, [86_400]],
  ])('%s', async (_, minutes, waits) => {
    await endRepo(db.pool, repoId, 'gone');
    await db.pool.query(`
      update repo set ended_at = (select created_at from build) + interval '${minutes} minutes'`);
    await packAll(db.pool, 'UTC');
    expect([...((await readFrame(db.pool, repoId, await week()))?.builds.waitS ?? [])]).toEqual(waits);
  });
});
