import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { aBuild, FakeDrone, leaseFake } from '@/tests/world/fake-drone';
import { releaseLease, takeLease } from './repo-lease';

let db: TestDatabase;
const drone = new FakeDrone();
drone.add(aBuild(1));

const beat = (id: string, agoSeconds: number) =>
  db.pool.query(
    `insert into poller (id, host, pid, started_at, heartbeat_at)
     values ($1, 'here', 1, now(), now() - $2 * interval '1 second')`,
    [id, agoSeconds],
  );

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(() => db.pool.query('truncate server, stage, step, poller restart identity cascade'));

describe('takeLease', () => {
  test('a repository is held by one living poller at a time', async () => {
    await beat('one', 0);
    const lease = await leaseFake(db.pool, drone, 'one');
    expect(await takeLease(db.pool, lease.serverId, 'two')).toBeNull();
    await releaseLease(db.pool, lease, { again: 'now' });
    expect(await takeLease(db.pool, lease.serverId, 'two')).toMatchObject({ owner: 'two', slug: 'acme/api' });
  });

  test('the lease of a poller that fell silent is free', async () => {
    await beat('one', 11);
    const lease = await leaseFake(db.pool, drone, 'one');
    expect(await takeLease(db.pool, lease.serverId, 'two')).toMatchObject({ owner: 'two' });
  });

  test('a lease that ran out is free though its poller lives', async () => {
    await beat('one', 0);
    const lease = await leaseFake(db.pool, drone, 'one');
    await db.pool.query(`update repo_import set lease_until = now() - interval '1 second'`);
    expect(await takeLease(db.pool, lease.serverId, 'two')).toMatchObject({ owner: 'two' });
  });

  test('after a failed turn the repository rests', async () => {
    const lease = await leaseFake(db.pool, drone);
    await releaseLease(db.pool, lease, { error: 'not readable', retryAfterMs: 60_000 });
    expect(await takeLease(db.pool, lease.serverId, 'me')).toBeNull();
    expect((await db.pool.query('select failed_turns, last_error from repo_import')).rows).toEqual([
      { failed_turns: 1, last_error: 'not readable' },
    ]);
  });

  test('of many pollers that ask at once, one gets it', async () => {
    for (const id of ['a', 'b', 'c', 'd', 'e']) await beat(id, 0);
    const lease = await leaseFake(db.pool, drone, 'a');
    await releaseLease(db.pool, lease, { again: 'now' });
    const taken = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map(id => takeLease(db.pool, lease.serverId, id)),
    );
    expect(taken.filter(other => other !== null)).toHaveLength(1);
  });
});
