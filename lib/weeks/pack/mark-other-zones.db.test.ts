import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { aBuildAt, aRepo, packAll, readFrame, storeFacts } from '@/tests/world/packed-weeks';
import { findStaleWeeks, markStaleWeeks } from './find-stale-weeks';
import { markOtherZones } from './mark-other-zones';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'Asia/Tokyo',
  'America/Los_Angeles',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
];
let db: TestDatabase;
let repoId: number;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.pool.query(
    'truncate server, stage, step, series, login, packed_week, dirty_week, dirty_person_day restart identity cascade',
  );
  repoId = await aRepo(db.pool, 'acme/api');
});

const weeks = async () => {
  const { rows } = await db.pool.query<{ week: string; zone: string; n: number }>(
    'select week::text, time_zone as zone, build_count as n from packed_week where build_count > 0 order by 1',
  );
  return rows.map(({ week, zone, n }) => `${n} in the week of ${week}, ${zone}`);
};
const marked = async () =>
  (await db.pool.query<{ week: string }>('select week::text from dirty_week order by 1')).rows.map(
    row => row.week,
  );

describe('when the organisation moves to another time zone', () => {
  test('weeks are packed by the new one, and builds near a border change places', async () => {
    await storeFacts(
      db.pool,
      repoId,
      [aBuildAt(1, '2026-03-08T20:00:00Z'), aBuildAt(2, '2026-03-09T10:00:00Z')],
      'UTC',
    );
    await packAll(db.pool, 'UTC');
    expect(await weeks()).toEqual(['1 in the week of 2026-03-02, UTC', '1 in the week of 2026-03-09, UTC']);
    expect(await markOtherZones(db.pool, 'UTC')).toBe(0);
    expect(await markOtherZones(db.pool, 'Asia/Tokyo')).toBe(4);
    expect(await marked()).toEqual(['2026-02-23', '2026-03-02', '2026-03-09', '2026-03-16']);
    await packAll(db.pool, 'Asia/Tokyo');
    expect(await weeks()).toEqual(['2 in the week of 2026-03-09, Asia/Tokyo']);
    expect(await markOtherZones(db.pool, 'Asia/Tokyo')).toBe(0);
  });

  test('every build is in one week, from whatever zone to whatever zone', async () => {
    const from = Date.parse('2026-02-27T00:00:00Z');
    const anHour = fc.nat(11 * 24 * 2);
    await fc.assert(
      fc.asyncProperty(
        fc.array(anHour, { minLength: 1, maxLength: 30 }),
        fc.array(fc.constantFrom(...ZONES), { minLength: 2, maxLength: 4 }),
        async (halfHours, zones) => {
          await db.pool.query('truncate build, packed_week, dirty_week cascade');
          const builds = halfHours.map((half, index) =>
            aBuildAt(index + 1, new Date(from + half * 1_800_000).toISOString(), 0),
          );
          await storeFacts(db.pool, repoId, builds, zones[0] ?? 'UTC');
          for (const zone of zones) {
            await markOtherZones(db.pool, zone);
            await packAll(db.pool, zone);
            expect(await findStaleWeeks(db.pool, zone)).toEqual([]);
          }
          const found: number[] = [];
          for (const { week } of (await db.pool.query('select week::text from packed_week')).rows) {
            found.push(...((await readFrame(db.pool, repoId, week))?.builds.number ?? []));
          }
          expect(found.sort((a, b) => a - b)).toEqual(builds.map(({ number }) => number));
        },
      ),
      { numRuns: 12, seed: 4 },
    );
  });

  test('a week that is marked already is marked again, for whoever packs it by the old one', async () => {
    await storeFacts(db.pool, repoId, [aBuildAt(1, '2026-03-04T10:00:00Z')], 'UTC');
    await packAll(db.pool, 'UTC');
    await db.pool.query(
      `insert into dirty_week (repo_id, week, marked_at) values (${repoId}, '2026-03-02', '2026-01-01')`,
    );
    await markOtherZones(db.pool, 'Asia/Tokyo');
    const { rows } = await db.pool.query(`select 1 from dirty_week where marked_at > '2026-01-02'`);
    expect(rows).toHaveLength(3);
  });
});

test('weeks of another version of the format are packed anew', async () => {
  await storeFacts(db.pool, repoId, [aBuildAt(1, '2026-03-04T10:00:00Z')], 'UTC');
  await packAll(db.pool, 'UTC');
  await db.pool.query('update packed_week set builds = set_byte(builds, 0, 9)');
  expect(await markOtherZones(db.pool, 'UTC')).toBe(1);
  await packAll(db.pool, 'UTC');
  expect((await readFrame(db.pool, repoId, '2026-03-02'))?.builds.n).toBe(1);
});

describe('findStaleWeeks', () => {
  const problems = async () =>
    (await findStaleWeeks(db.pool, 'UTC')).map(
      ({ repository, week, problem }) => `${repository} ${week} ${problem}`,
    );

  test('finds weeks that are not what is stored; packed anew they are', async () => {
    const at = ['2026-02-18', '2026-02-25', '2026-03-04', '2026-03-11'];
    await storeFacts(
      db.pool,
      repoId,
      at.map((day, index) => aBuildAt(index + 1, `${day}T10:00:00Z`)),
      'UTC',
    );
    await packAll(db.pool, 'UTC');
    expect(await problems()).toEqual([]);
    await db.pool.query(`delete from packed_week where week = '2026-02-16'`);
    await db.pool.query('delete from build where number = 2');
    await db.pool.query(`update packed_week set step_count = 5 where week = '2026-03-02'`);
    await db.pool.query(`update packed_week set builds = set_byte(builds, 0, 9) where week = '2026-03-09'`);
    expect(await problems()).toEqual([
      'acme/api 2026-03-09 was packed by another version',
      'acme/api 2026-03-02 has 5 steps packed and 0 stored',
      'acme/api 2026-02-23 has 1 builds packed and 0 stored',
      'acme/api 2026-02-16 was never packed',
    ]);
    await markStaleWeeks(db.pool, await findStaleWeeks(db.pool, 'UTC'));
    expect(await problems()).toEqual([]);
    await packAll(db.pool, 'UTC');
    expect(await problems()).toEqual([]);
    expect(await weeks()).toHaveLength(3);
  });
});
