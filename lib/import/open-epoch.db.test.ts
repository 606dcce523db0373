import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { HOUR_MS } from '@/lib/time/units';
import { aBuild, FakeDrone, T0 } from '@/tests/world/fake-drone';
import { storeRepos } from './discover-repos';
import { openEpoch } from './open-epoch';
import { takeLease } from './repo-lease';
import { ensureServer } from './server-row';
import { storeBuilds } from './store-builds';

let db: TestDatabase;
const OPTIONS = {
  now: new Date(T0.getTime() + 24 * HOUR_MS),
  timeZone: 'UTC',
  logPolicy: { minStepSeconds: null, maxAgeDays: null },
};
const hints = async () => {
  const { rows } = await db.pool.query(
    'select r.server_id as server, r.slug, i.hints from repo r join repo_import i on i.repo_id = r.id where r.is_current order by 1, 2',
  );
  return rows.map(({ server, slug, hints: n }) => `${server} ${slug} ${n}`);
};

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

test('where one repository of a restored server is found out about, all others are listed again, once', async () => {
  const [repo] = await new FakeDrone().repos();
  if (repo === undefined) throw new Error('the server has no repository');
  const takeAll = async (serverId: number) => {
    const leases = [];
    for (let lease = await takeLease(db.pool, serverId, 'me'); lease !== null; ) {
      leases.push(lease);
      await db.pool.query(`update repo_import set due_at = 'infinity' where repo_id = ${lease.repoId}`);
      lease = await takeLease(db.pool, serverId, 'me');
    }
    return new Map(leases.map(lease => [lease.slug, lease]));
  };
  for (const url of ['http://one', 'http://two']) {
    const serverId = await ensureServer(db.pool, 'drone', url);
    const named = (name: string, externalId: number) => ({
      ...repo,
      name,
      slug: `acme/${name}`,
      externalId,
      counter: 20,
    });
    await storeRepos(db.pool, serverId, [named('found', 1), named('later', 2), named('quiet', 3)]);
    const leases = await takeAll(serverId);
    for (const [name, numbers] of Object.entries({ found: [8, 9, 10], later: [3, 20], quiet: [1, 2, 3] })) {
      const lease = leases.get(`acme/${name}`);
      if (lease === undefined) throw new Error('it was not due');
      await storeBuilds(
        db.pool,
        lease,
        numbers.map(n => aBuild(n)),
        OPTIONS,
      );
    }
    await db.pool.query('update repo_import set newest_listed = 20');
    if (serverId === 1) continue;
    const found = leases.get('acme/found');
    const later = leases.get('acme/later');
    if (found === undefined || later === undefined) throw new Error('it was not due');
    const ofFirst = ['1 acme/found 0', '1 acme/later 0', '1 acme/quiet 0'];
    await openEpoch(db.pool, found, 9);
    expect(await hints()).toEqual([...ofFirst, '2 acme/found 0', '2 acme/later 1', '2 acme/quiet 1']);
    await db.pool.query('update repo_import set hints = 0');
    await openEpoch(db.pool, later, 20);
    expect(await hints()).toEqual([...ofFirst, '2 acme/found 0', '2 acme/later 0', '2 acme/quiet 0']);
  }
});
