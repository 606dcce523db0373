import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inTransaction } from '@/lib/db/in-transaction';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import type { BuildFact } from '@/lib/facts/build-fact';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import { aBuildAt, aRepo, packAll, readFrame, someoneWaits, storeFacts } from '@/tests/world/packed-weeks';
import { BUILD_FLAG } from '../format/codes';
import { packNextWeek } from './pack-week';

const ZONE = 'Europe/Berlin';
const WEEK = '2026-03-02';
let db: TestDatabase;
let repoId: number;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.pool.query(
    `truncate server, stage, step, series, login, packed_week, dirty_week, dirty_person_day, waiting_week, step_log, step_cache
     restart identity cascade`,
  );
  repoId = await aRepo(db.pool, 'acme/api');
});

const store = (...builds: BuildFact[]) => storeFacts(db.pool, repoId, builds, ZONE);
const pack = (force = true, timeZone = ZONE) =>
  packNextWeek({ pool: db.pool, timeZone, calendar: createLocalCalendar(timeZone) }, force);
const rows = async (text: string) => (await db.pool.query(text)).rows;
const numbers = async (week: string, id = repoId) => [
  ...((await readFrame(db.pool, id, week))?.builds.number ?? []),
];
/** Columns hold milliseconds up to 49 days: a cache cannot have missed for longer. */
const spoil = async (number: number) => {
  await db.pool.query(`
    insert into step_log (repo_id, build_number, stage_number, step_number, series_id, finished_at, outcome, lines,
      head_truncated, tail_truncated)
    values (${repoId}, ${number}, 1, 1, 1, now(), 'read', 1, false, false);
    insert into step_cache (repo_id, build_number, stage_number, step_number, kind, tool, hits, misses, not_looked_up,
      failed, unfinished, miss_ms)
    values (${repoId}, ${number}, 1, 1, 'layers', 'buildkit', 0, 1, 0, 0, 0, 5000000000)`);
};

describe('packNextWeek', () => {
  test('packs marked weeks of all repositories, tells the newest, takes the marks, and has then nothing to do', async () => {
    const other = await aRepo(db.pool, 'acme/web');
    await store(
      aBuildAt(1, '2026-02-18T10:00:00Z'),
      aBuildAt(2, '2026-03-03T10:00:00Z'),
      aBuildAt(3, '2026-03-04T10:00:00Z'),
    );
    await storeFacts(db.pool, other, [aBuildAt(1, '2026-02-25T10:00:00Z')], ZONE);
    expect(await pack()).toEqual({ repoId, week: WEEK });
    expect(await pack()).toBeNull();
    expect(await rows('select 1 from dirty_week')).toEqual([]);
    expect(await numbers('2026-02-23', other)).toEqual([1]);
    expect([await numbers(WEEK), await numbers('2026-02-16')]).toEqual([[2, 3], [1]]);
    expect(
      await rows(
        `select week::text, time_zone, build_count, step_count from packed_week where repo_id = 1 order by 1`,
      ),
    ).toEqual([
      { week: '2026-02-16', time_zone: ZONE, build_count: 1, step_count: 0 },
      { week: WEEK, time_zone: ZONE, build_count: 2, step_count: 0 },
    ]);
  });

  test('packs the newest of many weeks first', async () => {
    await db.pool.query(`
      insert into dirty_week (repo_id, week)
      select ${repoId}, date '2026-03-02' - 7 * back from generate_series(0, 149) as back`);
    const left = async () => rows('select max(week)::text as newest, count(*)::int as n from dirty_week');
    expect(await pack()).toEqual({ repoId, week: WEEK });
    const [{ newest, n }] = await left();
    expect(n).toBeGreaterThan(0);
    expect(
      await rows(`select min(week) > '${newest}' as all_newer, count(*)::int as n from packed_week`),
    ).toEqual([{ all_newer: true, n: 150 - n }]);
    expect(await pack()).toEqual({ repoId, week: newest });
    expect(await left()).toEqual([{ newest: null, n: 0 }]);
  });

  test('leaves a week alone that is still changing, but not for ever', async () => {
    await store(aBuildAt(1, '2026-03-03T10:00:00Z'));
    expect(await pack(false)).toBeNull();
    await db.pool.query(`update dirty_week set marked_at = marked_at - interval '3 seconds'`);
    expect(await pack(false)).not.toBeNull();
    await store(aBuildAt(2, '2026-03-03T10:00:00Z'));
    await db.pool.query(`update dirty_week set first_marked_at = first_marked_at - interval '9 seconds'`);
    await store(aBuildAt(3, '2026-03-03T10:00:00Z'));
    expect(await pack(false)).not.toBeNull();
    expect(await numbers(WEEK)).toEqual([1, 2, 3]);
  });

  test('unfinished builds are in no week, until they may be stuck: then in that of their creation', async () => {
    const running = { finishedAt: null, status: 'running' as const };
    const justNow = new Date().toISOString();
    await store(
      aBuildAt(1, '2026-03-03T10:00:00Z'),
      aBuildAt(2, '2026-03-03T10:00:00Z', 60, running),
      aBuildAt(3, justNow, 60, running),
    );
    await packAll(db.pool, ZONE);
    expect(await rows('select week::text, build_count from packed_week')).toEqual([
      { week: WEEK, build_count: 2 },
    ]);
    const frame = await readFrame(db.pool, repoId, WEEK);
    expect([...(frame?.builds.flags ?? [])].map(flags => (flags & BUILD_FLAG.open) !== 0)).toEqual([
      false,
      true,
    ]);
    expect(frame?.builds.waitS[1]).toBe(86_400);
  });

  test('builds whose times cannot be are in no week', async () => {
    const at = '2026-03-03T10:00:00Z';
    await store(
      aBuildAt(1, at),
      aBuildAt(2, at, 60, { finishedAt: new Date('2026-03-03T09:59:50Z') }),
      aBuildAt(3, at, 60, { startedAt: new Date('2026-03-03T10:01:03Z') }),
      aBuildAt(4, '1970-01-21T10:00:00Z'),
      aBuildAt(5, at, 60, { finishedAt: new Date('9999-12-31T00:00:00Z') }),
      aBuildAt(6, at, 60, { finishedAt: null }),
      aBuildAt(7, '9999-12-31T00:00:00Z'),
    );
    await packAll(db.pool, ZONE);
    expect(await rows('select week::text, build_count from packed_week')).toEqual([
      { week: WEEK, build_count: 1 },
    ]);
    expect(await numbers(WEEK)).toEqual([1]);
  });

  test('a week of which nothing is left is empty, and whoever waited then is marked', async () => {
    await store(aBuildAt(1, '2026-03-03T10:00:00Z'));
    await packAll(db.pool, ZONE);
    await db.pool.query('truncate dirty_person_day');
    await db.pool.query('delete from build');
    await db.pool.query(`insert into dirty_week (repo_id, week) values (${repoId}, '${WEEK}')`);
    await packAll(db.pool, ZONE);
    const frame = await readFrame(db.pool, repoId, WEEK);
    expect([frame?.builds.n, frame?.stages.n, frame?.steps.n, frame?.path.n]).toEqual([0, 0, 0, 0]);
    expect(await rows('select day::text from dirty_person_day')).toEqual([{ day: '2026-03-03' }]);
  });

  test('one repository that cannot be packed does not hold up the others, and is told', async () => {
    const other = await aRepo(db.pool, 'acme/web');
    await storeFacts(db.pool, other, [aBuildAt(1, '2026-03-03T10:00:00Z')], ZONE);
    await store(aBuildAt(1, '2026-03-10T10:00:00Z'));
    await spoil(1);
    expect(await pack()).toEqual({ repoId: other, week: WEEK });
    await expect(pack()).rejects.toThrow(/missMs of entry 0 is 5000000000/);
    expect(await rows('select repo_id from dirty_week')).toEqual([{ repo_id: repoId }]);
  });

  test('one week that cannot be packed does not hold up the others of its repository, and is told', async () => {
    await store(
      aBuildAt(1, '2026-03-10T10:00:00Z'),
      aBuildAt(2, '2026-02-18T10:00:00Z'),
      aBuildAt(3, '2026-03-03T10:00:00Z'),
    );
    await spoil(1);
    expect(await pack()).toEqual({ repoId, week: WEEK });
    expect([await numbers(WEEK), await numbers('2026-02-16')]).toEqual([[3], [2]]);
    await expect(pack()).rejects.toThrow(/missMs/);
    expect(await rows('select week::text from dirty_week')).toEqual([{ week: '2026-03-09' }]);
  });

  test('nor does one whose facts cannot be read', async () => {
    await store(
      aBuildAt(1, '2026-03-03T10:00:00Z'),
      aBuildAt(2, '2026-02-18T10:00:00Z'),
      aBuildAt(3, '2026-02-25T10:00:00Z'),
    );
    await db.pool.query(`update stage set started_at = '-infinity' where build_number = 1`);
    expect(await pack()).toEqual({ repoId, week: '2026-02-23' });
    expect([await numbers('2026-02-23'), await numbers('2026-02-16')]).toEqual([[3], [2]]);
    await expect(pack()).rejects.toThrow('out of range');
    expect(await rows('select week::text from dirty_week')).toEqual([{ week: WEEK }]);
  });

  test('a week that this version cannot read is packed anew, and hours lost around it are computed anew', async () => {
    await store(aBuildAt(1, '2026-03-03T10:00:00Z'));
    await packAll(db.pool, ZONE);
    await db.pool.query(`update packed_week set builds = '\\x0900000000000000'`);
    await db.pool.query(`
      insert into waiting_week (week, fingerprint, computed_at)
      select day::date, 'x', now() from generate_series(timestamp '2026-01-19', '2026-03-23', '7 days') as day`);
    await store(aBuildAt(2, '2026-03-04T10:00:00Z'));
    await packAll(db.pool, ZONE);
    expect(await numbers(WEEK)).toEqual([1, 2]);
    expect(await rows('select week::text from waiting_week order by 1')).toEqual(
      ['2026-01-19', '2026-03-16', '2026-03-23'].map(week => ({ week })),
    );
  });
});

describe('while others are at work', () => {
  test('a mark that comes while a week is packed stays', async () => {
    await store(aBuildAt(1, '2026-03-03T10:00:00Z'));
    const first = await inTransaction(db.pool, async client => {
      // The packer has read the facts by the time at which it wants to write.
      await client.query('lock table packed_week in share row exclusive mode');
      const packing = pack();
      await someoneWaits(db.pool);
      await store(aBuildAt(2, '2026-03-03T11:00:00Z'));
      return { packing };
    });
    expect(await first.packing).toEqual({ repoId, week: WEEK });
    expect(await numbers(WEEK)).toEqual([1]);
    expect(await rows('select 1 from dirty_week')).toHaveLength(1);
    expect(await pack()).toEqual({ repoId, week: WEEK });
    expect(await numbers(WEEK)).toEqual([1, 2]);
    expect(await pack()).toBeNull();
  });

  test('a week that changes while it is packed is not packed again at once, however long it has been changing', async () => {
    await store(aBuildAt(1, '2026-03-03T10:00:00Z'));
    await db.pool.query(`update dirty_week set first_marked_at = first_marked_at - interval '9 seconds'`);
    const first = await inTransaction(db.pool, async client => {
      await client.query('lock table packed_week in share row exclusive mode');
      const packing = pack(false);
      await someoneWaits(db.pool);
      await store(aBuildAt(2, '2026-03-03T11:00:00Z'));
      return { packing };
    });
    expect(await first.packing).toEqual({ repoId, week: WEEK });
    expect(await pack(false)).toBeNull();
    expect(await pack()).toEqual({ repoId, week: WEEK });
  });

  test('so does one whose transaction is under way when the week is packed', async () => {
    await store(aBuildAt(1, '2026-03-03T10:00:00Z'));
    const packing = await inTransaction(db.pool, async client => {
      await client.query('update dirty_week set marked_at = clock_timestamp()');
      await client.query(`update build set person = 'bea'`);
      return pack();
    });
    expect(packing).toEqual({ repoId, week: WEEK });
    expect(await rows('select 1 from dirty_week')).toHaveLength(1);
    await packAll(db.pool, ZONE);
    expect(await rows('select name from login order by 1')).toEqual([{ name: 'ada' }, { name: 'bea' }]);
  });

  test('a week that one packer is at is left to it by the other', async () => {
    const other = await aRepo(db.pool, 'acme/web');
    await store(aBuildAt(1, '2026-03-03T10:00:00Z'));
    const first = await inTransaction(db.pool, async client => {
      await client.query('lock table packed_week in share row exclusive mode');
      const packing = pack();
      await someoneWaits(db.pool);
      expect(await pack()).toBeNull();
      await storeFacts(db.pool, other, [aBuildAt(1, '2026-02-25T10:00:00Z')], ZONE);
      return { packing, second: pack() };
    });
    expect(await first.packing).toEqual({ repoId, week: WEEK });
    expect(await first.second).toEqual({ repoId: other, week: '2026-02-23' });
    expect(await rows('select 1 from dirty_week')).toEqual([]);
  });

  test('four packers and a poller: in the end every build is packed once, by what it is', async () => {
    const repos = [repoId, await aRepo(db.pool, 'acme/web'), await aRepo(db.pool, 'acme/app')];
    const at = (n: number) => new Date(Date.parse('2026-01-05T00:30:00Z') + n * 31 * 3_600_000).toISOString();
    let isStoring = true;
    const storing = (async () => {
      for (let n = 1; n <= 40; n += 1) {
        for (const id of repos) {
          const people = ['ada', 'bea', 'cyd'] as const;
          const sender = people[n % 3] ?? 'ada';
          await storeFacts(
            db.pool,
            id,
            [aBuildAt(n, at((n * 7) % 40), n, { sender, afterSha: `sha${n % 9}` })],
            ZONE,
          );
        }
      }
      isStoring = false;
    })();
    const packing = Array.from({ length: 4 }, async () => {
      while (isStoring) await pack();
    });
    await Promise.all([storing, ...packing]);
    await packAll(db.pool, ZONE);
    expect(await rows('select 1 from dirty_week')).toEqual([]);
    for (const id of repos) {
      const weeks = await rows(`select week::text from packed_week where repo_id = ${id} order by week`);
      const found: number[] = [];
      for (const { week } of weeks) {
        const builds = (await readFrame(db.pool, id, week))?.builds;
        [...(builds?.number ?? [])].forEach((number, index) => {
          found.push(number);
          expect(builds?.waitS[index]).toBe(number);
          expect((builds?.flags[index] ?? 0) & BUILD_FLAG.rerun).toBe(number > 9 ? BUILD_FLAG.rerun : 0);
        });
      }
      expect(found.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    }
  });
});
