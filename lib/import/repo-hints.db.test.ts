import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { aBuild, FakeDrone, leaseFake, T0 } from '@/tests/world/fake-drone';
import { importRepo } from './import-repo';
import { takeHints } from './repo-hints';
import { releaseLease, takeLease } from './repo-lease';

let db: TestDatabase;
let drone: FakeDrone;
let serverId: number;
let nowMs: number;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.pool.query('truncate server, stage, step, poller, build_todo restart identity cascade');
  drone = new FakeDrone();
  drone.add(aBuild(1), aBuild(2), aBuild(3, { status: 'running', finishedAt: null, version: 2 }));
  nowMs = T0.getTime() + 600_000;
  const lease = await leaseFake(db.pool, drone, 'one');
  serverId = lease.serverId;
  await releaseLease(db.pool, lease, { again: 'now' });
  await importAll();
  drone.requests.length = 0;
});

/** Turns until nothing is due; what was asked of the server. */
async function importAll(): Promise<string[]> {
  for (;;) {
    const lease = await takeLease(db.pool, serverId, 'one');
    if (lease === null) return drone.requests;
    const turn = await importRepo(
      {
        pool: db.pool,
        client: drone,
        timeZone: 'UTC',
        logPolicy: { minStepSeconds: null, maxAgeDays: null },
        now: () => new Date(nowMs),
        signal: new AbortController().signal,
      },
      lease,
    );
    await releaseLease(db.pool, lease, { again: turn.more ? 'now' : 'when due' });
  }
}

const hint = (numbers: number[]) =>
  db.pool.query('insert into repo_hint (repo_id, numbers) select id, $1 from repo', [numbers]);

async function stored(): Promise<Array<[number, string]>> {
  const { rows } = await db.pool.query<{ number: number; status: string }>(
    'select number, status from build order by number',
  );
  return rows.map(({ number, status }) => [number, status]);
}

test('without a hint nothing is asked for', async () => {
  await takeHints(db.pool, serverId);
  expect(await importAll()).toEqual([]);
});

test('a new build is found in the list, though nothing counted it yet', async () => {
  drone.add(aBuild(4));
  await hint([4]);
  await takeHints(db.pool, serverId);
  expect(await importAll()).toEqual(['list 1', 'build 4']);
  expect(await stored()).toContainEqual([4, 'success']);
  expect(await importAll()).toHaveLength(2);
});

test('a build that runs is read again at once', async () => {
  drone.add(aBuild(3));
  await hint([3]);
  await takeHints(db.pool, serverId);
  expect(await importAll()).toEqual(['build 3']);
  expect(await stored()).toContainEqual([3, 'success']);
});

test('of what is stored for good, and of another server, nothing is asked', async () => {
  await hint([1, 2]);
  await takeHints(db.pool, serverId);
  expect(await importAll()).toEqual([]);
  await hint([4]);
  await takeHints(db.pool, serverId + 1);
  expect(await importAll()).toEqual([]);
});

test('a number that the server does not have costs one look at its list', async () => {
  await hint([2_000_000_000]);
  await takeHints(db.pool, serverId);
  expect(await importAll()).toEqual(['list 1']);
  drone.add(aBuild(4));
  await hint([4]);
  await takeHints(db.pool, serverId);
  expect((await importAll()).slice(1)).toEqual(['list 1', 'build 4']);
});

test('a hint that comes while the list is read is kept for the next turn', async () => {
  drone.add(aBuild(4));
  await hint([4]);
  await takeHints(db.pool, serverId);
  drone.before = request => {
    if (request !== 'list 1') return;
    drone.before = () => undefined;
    drone.add(aBuild(5));
  };
  const lease = await takeLease(db.pool, serverId, 'one');
  await hint([6]);
  await takeHints(db.pool, serverId);
  if (lease === null) throw new Error('nothing is due');
  await releaseLease(db.pool, lease, { again: 'when due' });
  expect(await importAll()).toEqual(['list 1', 'build 5', 'build 4']);
});

test('of two pollers one takes it', async () => {
  await hint([4]);
  await Promise.all([takeHints(db.pool, serverId), takeHints(db.pool, serverId)]);
  const { rows } = await db.pool.query('select hints from repo_import');
  expect(rows).toEqual([{ hints: 1 }]);
});

test('of a server that was restored the old epoch is not listed again, whoever was told of what', async () => {
  for (const number of [2, 3, 4]) drone.add(aBuild(number, { externalId: 6000 + number }));
  await hint([4]);
  await takeHints(db.pool, serverId);
  await importAll();
  const epochs = async () => {
    const { rows } = await db.pool.query(
      `select r.epoch, array_agg(b.number order by b.number) as numbers
       from repo r join build b on b.repo_id = r.id group by r.id order by r.epoch`,
    );
    return rows;
  };
  expect(await epochs()).toEqual([
    { epoch: 1, numbers: [1, 2, 3] },
    { epoch: 2, numbers: [2, 3, 4] },
  ]);
  drone.add(aBuild(5));
  drone.requests.length = 0;
  await hint([3, 5]);
  await takeHints(db.pool, serverId);
  expect(await importAll()).toEqual(['list 1', 'build 5']);
  // As when a poller took the word of a webhook just before the epoch ended.
  await db.pool.query('update repo_import set hints = 1, due_at = now() where repo_id = 1');
  expect(await importAll()).toHaveLength(2);
  expect(await epochs()).toEqual([
    { epoch: 1, numbers: [1, 2, 3] },
    { epoch: 2, numbers: [2, 3, 4, 5] },
  ]);
});
