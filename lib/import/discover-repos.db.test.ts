import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import type { RepoFact } from '@/lib/facts/build-fact';
import { storeRepos } from './discover-repos';
import { ensureServer } from './server-row';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const aRepo = (defaultBranch: string): RepoFact => ({
  ...{ externalId: 7, slug: 'acme/api', namespace: 'acme', name: 'api', link: null, visibility: 'private' },
  ...{ active: true, isProtected: false, counter: 3, timeoutMinutes: 60, defaultBranch },
});

test('with another default branch, all packed weeks of the repository are packed anew', async () => {
  const serverId = await ensureServer(db.pool, 'drone', 'http://drone');
  await storeRepos(db.pool, serverId, [aRepo('master')]);
  await db.pool.query(
    `insert into packed_week (repo_id, week, time_zone, build_count, step_count, builds, stages, steps, caches, path,
       packed_at, sequence)
     select 1, w::date, 'UTC', 0, 0, '', '', '', '', '', now(), 1
     from unnest(array['2026-03-02', '2026-03-09']) as w`,
  );
  const marked = async () =>
    (await db.pool.query<{ week: string }>('select week::text from dirty_week order by 1')).rows.map(
      r => r.week,
    );
  await storeRepos(db.pool, serverId, [aRepo('master')]);
  expect(await marked()).toEqual([]);
  await storeRepos(db.pool, serverId, [aRepo('main')]);
  expect(await marked()).toEqual(['2026-03-02', '2026-03-09']);
});
