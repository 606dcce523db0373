import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { aBuild, FakeDrone, leaseFake, T0 } from '@/tests/world/fake-drone';
import { buildRows, upsertBuilds } from './build-rows';
import { LeaseLostError, type RepoLease } from './repo-lease';
import { storeBuilds } from './store-builds';

let db: TestDatabase;
let lease: RepoLease;
const options = {
  now: new Date(T0.getTime() + 86_400_000),
  timeZone: 'Europe/Berlin',
  logPolicy: { minStepSeconds: 0, maxAgeDays: null },
};
const rows = async (text: string) => (await db.pool.query(text)).rows;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.pool.query(
    'truncate server, stage, step, poller, dirty_week, build_todo restart identity cascade',
  );
  const drone = new FakeDrone();
  drone.add(aBuild(1));
  lease = await leaseFake(db.pool, drone);
});

describe('storeBuilds', () => {
  test('stores a build with its stages and steps, every field', async () => {
    const build = aBuild(1, { params: { A: '1' } });
    expect(await storeBuilds(db.pool, lease, [build], options)).toBe(1);
    expect(await rows('select * from build')).toMatchObject([
      {
        number: 1,
        drone_id: 5001,
        status: 'success',
        sender: 'ada',
        person: 'ada',
        params: { A: '1' },
        created_at: build.createdAt,
        finished_at: build.finishedAt,
        is_final: true,
      },
    ]);
    expect(await rows('select * from stage')).toMatchObject([
      { build_number: 1, name: 'default', depends_on: ['say "hi"', 'a,b'], labels: { zone: 'eu' } },
    ]);
    expect(await rows('select * from step order by number')).toMatchObject([
      { name: 'clone', depends_on: [], depends_on_known: false },
      { name: 'test', depends_on: ['clone'], depends_on_known: true, image: 'alpine:3', detached: false },
    ]);
  });

  test('storing twice changes nothing and counts once', async () => {
    await storeBuilds(db.pool, lease, [aBuild(1), aBuild(2)], options);
    const before = await rows('select * from build, stage, step order by 1, 2');
    expect(await storeBuilds(db.pool, lease, [aBuild(1), aBuild(2)], options)).toBe(0);
    expect(await rows('select * from build, stage, step order by 1, 2')).toEqual(before);
    expect(await rows('select builds_stored from repo_import')).toEqual([{ builds_stored: 2 }]);
  });

  test('an older answer does not overwrite a newer one', async () => {
    await storeBuilds(db.pool, lease, [aBuild(1, { version: 3 })], options);
    const late = aBuild(1, { version: 2, status: 'running', finishedAt: null });
    await storeBuilds(db.pool, lease, [late], options);
    expect(await rows('select status, version, is_final from build')).toEqual([
      { status: 'success', version: 3, is_final: true },
    ]);
    expect(await rows('select * from build_todo')).toEqual([]);
  });

  test('an unfinished build stays on the list until it is final', async () => {
    const running = aBuild(1, { status: 'running', finishedAt: null, version: 2 });
    await storeBuilds(db.pool, lease, [running], options);
    expect(await rows('select number, reason from build_todo')).toEqual([
      { number: 1, reason: 'unfinished' },
    ]);
    await storeBuilds(db.pool, lease, [aBuild(1)], options);
    expect(await rows('select * from build_todo')).toEqual([]);
  });

  test('a finished build with a running stage is not final yet', async () => {
    const build = aBuild(1);
    const stages = build.stages.map(stage => ({ ...stage, status: 'running' as const, stoppedAt: null }));
    await storeBuilds(db.pool, lease, [{ ...build, status: 'killed', stages }], options);
    expect(await rows('select is_final from build')).toEqual([{ is_final: false }]);
    expect(await rows('select reason from build_todo')).toEqual([{ reason: 'unfinished' }]);
  });

  test('a killed build gets a last look two minutes later, since its runner reports once more', async () => {
    const build = aBuild(1, { status: 'killed' });
    const finished = build.finishedAt ?? T0;
    await storeBuilds(db.pool, lease, [build], { ...options, now: new Date(finished.getTime() + 119_000) });
    expect(await rows('select is_final from build')).toEqual([{ is_final: false }]);
    await storeBuilds(db.pool, lease, [build], { ...options, now: new Date(finished.getTime() + 120_000) });
    expect(await rows('select is_final from build')).toEqual([{ is_final: true }]);
  });

  test('marks the weeks to pack anew, both when a build moves to another week', async () => {
    const marked = () => rows('select week::text from dirty_week order by 1');
    // Berlin's week ends at 23:00 UTC.
    const sunday = aBuild(1, { version: 2, finishedAt: new Date('2026-03-08T22:59:59Z') });
    await storeBuilds(db.pool, lease, [sunday], options);
    expect(await marked()).toEqual([{ week: '2026-03-02' }]);
    await db.pool.query('delete from dirty_week');
    const monday = aBuild(1, { version: 3, finishedAt: new Date('2026-03-08T23:00:00Z') });
    await storeBuilds(db.pool, lease, [monday], options);
    expect(await marked()).toEqual([{ week: '2026-03-02' }, { week: '2026-03-09' }]);
  });

  test('marks a week again each time, so that whoever packs it notices', async () => {
    const marks = () => rows('select first_marked_at, marked_at from dirty_week');
    await storeBuilds(db.pool, lease, [aBuild(1)], options);
    const [first] = await marks();
    await storeBuilds(db.pool, lease, [aBuild(1)], options);
    const [second] = await marks();
    expect(second?.first_marked_at).toEqual(first?.first_marked_at);
    expect(second?.marked_at > first?.marked_at).toBe(true);
  });

  test('marks weeks of later builds of the same commit: they may be reruns', async () => {
    const later = (number: number, day: string, afterSha: string) =>
      aBuild(number, { afterSha, finishedAt: new Date(`${day}T12:00:00Z`) });
    await storeBuilds(
      db.pool,
      lease,
      [later(2, '2026-02-03', 'abc'), later(8, '2026-03-10', 'abc'), later(9, '2026-03-17', 'def')],
      options,
    );
    await db.pool.query('delete from dirty_week');
    await storeBuilds(db.pool, lease, [later(5, '2026-03-03', 'abc')], options);
    expect(await rows('select week::text from dirty_week order by 1')).toEqual([
      { week: '2026-03-02' },
      { week: '2026-03-09' },
    ]);
  });

  test('text that Postgres refuses is stored with a replacement character', async () => {
    await storeBuilds(db.pool, lease, [aBuild(1, { message: 'a\u0000b\ud800c' })], options);
    expect(await rows('select message from build')).toEqual([{ message: 'a\uFFFDb\uFFFDc' }]);
  });

  test('of a build that cannot be stored whole, nothing is', async () => {
    const build = aBuild(1);
    const stages = build.stages.map(stage => ({
      ...stage,
      steps: stage.steps.map(step => ({ ...step, number: step.number + 2 ** 40 })),
    }));
    await expect(storeBuilds(db.pool, lease, [{ ...build, stages }, aBuild(2)], options)).rejects.toThrow(
      'out of range',
    );
    expect(await rows('select repo_id from build union all select repo_id from stage')).toEqual([]);
  });

  test.each([
    ['commit', 1],
    ['rollback', 2],
  ])('while another stores one of the builds, its %s is waited for', async (end, inserted) => {
    const other = await db.pool.connect();
    await other.query('begin');
    await upsertBuilds(other, buildRows(lease.repoId, [{ ...aBuild(1), isFinal: true }], new Date()));
    const storing = storeBuilds(db.pool, lease, [aBuild(2), aBuild(1)], options);
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(() => rows(waiting)).toHaveLength(1);
    await other.query(end);
    other.release();
    expect(await storing).toBe(inserted);
    expect(await rows('select number from build order by 1')).toEqual([{ number: 1 }, { number: 2 }]);
    expect(await rows('select build_number, number from step order by 1, 2')).toHaveLength(4);
  });

  test('nothing is stored once another poller holds the lease', async () => {
    await db.pool.query(`update repo_import set lease_owner = 'other'`);
    await expect(storeBuilds(db.pool, lease, [aBuild(1)], options)).rejects.toThrow(LeaseLostError);
    expect(await rows('select * from build')).toEqual([]);
  });
});
