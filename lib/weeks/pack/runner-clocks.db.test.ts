import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inTransaction } from '@/lib/db/in-transaction';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import type { BuildFact } from '@/lib/facts/build-fact';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import { aBuildAt, aRepo, packAll, someoneWaits, storeFacts } from '@/tests/world/packed-weeks';
import { packNextWeek } from './pack-week';
import { followRunnerClocks } from './runner-clocks';

const ZONE = 'Europe/Berlin';
let db: TestDatabase;
let repoId: number;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.pool.query(
    `truncate server, stage, step, series, login, packed_week, dirty_week, dirty_person_day, waiting_week, runner_clock,
       dirty_runner_day restart identity cascade`,
  );
  repoId = await aRepo(db.pool, 'acme/api');
});

/** Ran on a runner whose clock is so many seconds ahead. */
const ahead = (number: number, at: string, seconds: number, machine = 'runner-3'): BuildFact => {
  const build = aBuildAt(number, at);
  const shifted = (date: Date | null) => (date === null ? null : new Date(date.getTime() + seconds * 1000));
  return {
    ...build,
    stages: build.stages.map(stage => ({
      ...stage,
      machine,
      startedAt: shifted(stage.startedAt),
      stoppedAt: shifted(stage.stoppedAt),
    })),
  };
};
const threeOn = (first: number, day: string, seconds: number, machine?: string) =>
  [8, 9, 10].map((hour, i) =>
    ahead(first + i, `${day}T${hour.toString().padStart(2, '0')}:00:00Z`, seconds, machine),
  );
const store = (builds: readonly BuildFact[]) => storeFacts(db.pool, repoId, builds, ZONE);
const rows = async (text: string) => (await db.pool.query(text)).rows;
const clocks = () =>
  rows('select day::text as day, machine, offset_s as "offsetS" from runner_clock order by day, machine');

describe('which days are compared', () => {
  const packed = async () => {
    await packNextWeek({ pool: db.pool, timeZone: ZONE, calendar: createLocalCalendar(ZONE) }, true);
    return (await rows('select day::text as day from dirty_runner_day order by 1')).map(({ day }) => day);
  };

  test('those of which a week tells something new, however often it is packed', async () => {
    await store([
      ...threeOn(1, '2026-03-03', 50),
      ...threeOn(4, '2026-03-04', 50),
      aBuildAt(7, '2026-03-05T09:00:00Z'),
    ]);
    expect(await packed()).toEqual(['2026-03-03', '2026-03-04']);
    await packAll(db.pool, ZONE);
    await store([aBuildAt(8, '2026-03-05T10:00:00Z')]);
    expect(await packed()).toEqual([]);
    await store([ahead(9, '2026-03-04T12:00:00Z', 58)]);
    expect(await packed()).toEqual(['2026-03-04']);
  });

  test('also those on which others are right, and of which somebody has mended the times', async () => {
    await store([ahead(1, '2026-03-03T08:00:00Z', 50), ahead(2, '2026-03-03T09:00:00Z', 50)]);
    await packAll(db.pool, ZONE);
    expect(await clocks()).toEqual([]);
    await store([ahead(3, '2026-03-03T10:00:00Z', 1)]);
    await packAll(db.pool, ZONE);
    expect(await clocks()).toEqual([{ day: '2026-03-03', machine: 'runner-3', offsetS: 50 }]);
    await db.pool.query('update stage set updated_at = stopped_at; update dirty_week set marked_at = now()');
    await db.pool.query(`insert into dirty_week (repo_id, week) values (1, '2026-03-02')`);
    await packAll(db.pool, ZONE);
    expect(await clocks()).toEqual([]);
  });

  test('all of a week that a poller of the version before packed', async () => {
    await store(threeOn(1, '2026-03-03', 50));
    await packAll(db.pool, ZONE);
    await db.pool.query(`update packed_week set clock_readings = null`);
    await store([aBuildAt(8, '2026-03-05T10:00:00Z')]);
    expect(await packed()).toEqual(['2026-03-03']);
  });
});

describe('followRunnerClocks', () => {
  test('tells how far a clock was off on each day, and has its weeks packed anew', async () => {
    await store([...threeOn(1, '2026-03-03', 50), ...threeOn(4, '2026-03-10', -7)]);
    await db.pool.query(
      `truncate dirty_week; insert into dirty_runner_day values (1, '2026-03-03'), (1, '2026-03-10')`,
    );
    expect(await followRunnerClocks(db.pool, ZONE)).toBe(2);
    expect(await clocks()).toEqual([
      { day: '2026-03-03', machine: 'runner-3', offsetS: 50 },
      { day: '2026-03-10', machine: 'runner-3', offsetS: -7 },
    ]);
    expect(await rows('select week::text as week from dirty_week order by 1')).toEqual([
      { week: '2026-03-02' },
      { week: '2026-03-09' },
    ]);
    expect(await followRunnerClocks(db.pool, ZONE)).toBe(0);
  });

  test('marks weeks in the order in which all mark them: nobody waits in a circle', async () => {
    await store([...threeOn(1, '2026-03-03', 50), ...threeOn(4, '2026-03-10', 50)]);
    await db.pool.query(`insert into dirty_runner_day values (1, '2026-03-03'), (1, '2026-03-10')`);
    const mark = (week: string) =>
      `update dirty_week set marked_at = clock_timestamp() where week = '${week}'`;
    const following = await inTransaction(db.pool, async client => {
      await client.query(mark('2026-03-02'));
      const followed = followRunnerClocks(db.pool, ZONE);
      await someoneWaits(db.pool);
      await client.query(mark('2026-03-09'));
      return { followed };
    });
    expect(await following.followed).toBe(2);
  });

  test('clocks that no column could hold keep nothing else from being compared', async () => {
    const absurd = ahead(7, '2026-03-03T11:00:00Z', 0);
    const stages = absurd.stages.map(stage => ({ ...stage, updatedAt: new Date('0001-01-01T00:00:00Z') }));
    await store([
      ...threeOn(1, '2026-03-03', 50),
      ...threeOn(4, '2026-03-03', 2_300_000_000, 'runner-4'),
      { ...absurd, stages },
    ]);
    await packAll(db.pool, ZONE);
    expect(await clocks()).toEqual([{ day: '2026-03-03', machine: 'runner-3', offsetS: 50 }]);
  });

  test('a day that cannot be compared is told of, once all others are', async () => {
    await store([
      ...threeOn(1, '2026-03-03', 50),
      ...threeOn(4, '2026-03-04', 50, 'broken'),
      ...threeOn(7, '2026-03-05', 50),
    ]);
    await db.pool.query(`
      insert into dirty_runner_day values (1, '2026-03-03'), (1, '2026-03-04'), (1, '2026-03-05');
      alter table runner_clock add constraint no_broken_ones check (machine <> 'broken')`);
    try {
      expect(await followRunnerClocks(db.pool, ZONE)).toBe(2);
      expect(await clocks()).toHaveLength(2);
      await expect(followRunnerClocks(db.pool, ZONE)).rejects.toThrow('no_broken_ones');
      expect(await rows('select day::text as day from dirty_runner_day')).toEqual([{ day: '2026-03-04' }]);
    } finally {
      await db.pool.query('alter table runner_clock drop constraint no_broken_ones');
    }
  });
});
