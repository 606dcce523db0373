import { afterEach, beforeEach, expect, test } from 'vitest';
import { sql } from '@/lib/db/sql';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { daysOfWeek } from '@/lib/time/weeks';
import { WeekSource } from '@/lib/weeks/reader';
import { addRepo, addServer } from '@/tests/world/stored-builds';
import { readDataState } from './data-state';

let db: TestDatabase;

beforeEach(async () => {
  db = await createTestDatabase();
});
afterEach(() => db.drop());

const read = () =>
  readDataState(
    { source: new WeekSource(db.pool), now: new Date('2026-11-23T10:00:00Z'), timeZone: 'Europe/Berlin' },
    daysOfWeek('2026-W47'),
  );

/** One repository whose history is there, of a server that was asked after the week. */
async function addImported(): Promise<number> {
  await addServer(db.pool);
  const repoId = await addRepo(db.pool, 'acme/shop');
  await db.pool.query(sql`update repo_import set history_done = true`);
  await db.pool.query(sql`update server set discovered_at = '2026-11-23T09:00:00Z'`);
  return repoId;
}

test('a repository that was searched for changes before its logs were read is waited for', async () => {
  const repoId = await addImported();
  await db.pool.query(sql`
    insert into watched_repo (repo_id, sequence, until_day, fingerprint, searched_at, had_logs_to_go)
    values (${repoId}, 1, '2026-11-23', 'x', now(), true)`);
  expect(await read()).toMatchObject({
    isUnderWay: true,
    missing: ['1 repository is not searched for changes yet, or without some of the logs.'],
  });
  await db.pool.query(sql`update watched_repo set had_logs_to_go = false`);
  expect(await read()).toMatchObject({ isUnderWay: false, missing: [] });
});

test('a build that is to come is told apart from one that cannot be read, for which nobody waits', async () => {
  const repoId = await addImported();
  await db.pool.query(sql`
    insert into build_todo (repo_id, number, reason, created_at, attempts)
    values (${repoId}, 1, 'new', '2026-11-18T12:00:00Z', 0), (${repoId}, 2, 'new', '2026-11-18T12:00:00Z', 3)`);
  expect(await read()).toMatchObject({
    ...{ isAsked: true, isHistoryComingIn: false, buildsToCome: 1, isUnderWay: true },
    missing: [
      '1 build of the week is not imported yet.',
      '1 build of the week could not be read, and is missing.',
    ],
  });
  await db.pool.query(sql`delete from build_todo where number = 1`);
  expect(await read()).toMatchObject({
    ...{ buildsToCome: 0, isUnderWay: false },
    missing: ['1 build of the week could not be read, and is missing.'],
  });
});
