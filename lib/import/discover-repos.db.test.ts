import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import type { RepoFact } from '@/lib/facts/build-fact';
import { OtherServersListError, storeListedRepos, storeRepos } from './discover-repos';
import { ensureServer } from './server-row';

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const aRepo = (defaultBranch: string, externalId = 7, slug = 'acme/api'): RepoFact => ({
  ...{ externalId, slug, namespace: 'acme', name: 'api', link: null, visibility: 'private' },
  ...{ active: true, isProtected: false, counter: 3, defaultBranch },
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

describe('of a long list', () => {
  const repos = Array.from({ length: 2500 }, (_, n) => aRepo('main', n + 1, `acme/r${n + 1}`));
  const renamed = repos.map(repo => (repo.externalId === 300 ? { ...repo, slug: 'acme/moved' } : repo));
  const stored = async (serverId: number) =>
    (await db.pool.query(`select 1 from repo where server_id = ${serverId}`)).rowCount;

  test('what has another name is asked for once the list has ended, since that keeps a place for requests', async () => {
    const serverId = await ensureServer(db.pool, 'drone', 'http://long');
    await storeRepos(db.pool, serverId, repos.slice(0, 300));
    let isOpen = false;
    async function* list() {
      isOpen = true;
      for (let from = 0; from < renamed.length; from += 500)
        yield { entries: renamed.slice(from, from + 500), odd: [] };
      isOpen = false;
    }
    const asked: Array<[string, boolean]> = [];
    const answering = (isSame: boolean) => async (repo: RepoFact) => {
      asked.push([repo.slug, isOpen]);
      return isSame;
    };
    const refused = storeListedRepos(db.pool, serverId, list(), answering(false));
    await expect(refused).rejects.toThrow(OtherServersListError);
    expect(await stored(serverId)).toBe(300);
    const seen = await storeListedRepos(db.pool, serverId, list(), answering(true));
    expect(asked).toEqual([
      ['acme/moved', false],
      ['acme/moved', false],
    ]);
    expect([seen.followed.size, seen.listed.size, seen.odd]).toEqual([2500, 2500, []]);
    expect(await stored(serverId)).toBe(2500);
    const { rows } = await db.pool.query(
      `select slug from repo where drone_id = 300 and server_id = ${serverId}`,
    );
    expect(rows).toEqual([{ slug: 'acme/moved' }]);
  });
});

test('where the ids of a database that was restored are behind, it is named, and mends itself with each look', async () => {
  const serverId = await ensureServer(db.pool, 'drone', 'http://behind');
  const known = [aRepo('main', 1, 'acme/one'), aRepo('main', 2, 'acme/two')];
  expect(await storeRepos(db.pool, serverId, known)).toEqual([]);
  await db.pool.query(`select setval(pg_get_serial_sequence('repo', 'id'), (select max(id) from repo) - 2)`);
  const list = [...known, aRepo('main', 3, 'acme/three')];
  expect(await storeRepos(db.pool, serverId, list)).toEqual([
    { number: null, name: 'acme/three', reason: expect.stringContaining('repo_pkey') },
  ]);
  expect(await storeRepos(db.pool, serverId, list)).toEqual([]);
  const { rows } = await db.pool.query(
    `select r.slug, i.counter from repo r join repo_import i on i.repo_id = r.id
     where r.server_id = ${serverId} order by r.drone_id`,
  );
  expect(rows).toEqual(['acme/one', 'acme/two', 'acme/three'].map(slug => ({ slug, counter: 3 })));
});
