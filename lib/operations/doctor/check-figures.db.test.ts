import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { aBuildAt, aCell, aRepo, readSpanParts, storeCells, storeFacts } from '@/tests/world/packed-weeks';
import { checkFigures } from './check-figures';

const ZONE = 'Europe/Berlin';
const RIGHT = { level: 'ok', text: 'the figures of every week are those of what is stored' };
let db: TestDatabase;
let repoId: number;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.pool.query(
    `truncate server, stage, step, series, login, packed_week, lost_week, waiting_week, dirty_week, dirty_person_day,
       span_week, packed_span_week, dirty_span_week restart identity cascade`,
  );
  repoId = await aRepo(db.pool, 'acme/api');
});

const check = () => checkFigures(db.pool, ZONE, 100);
const runs = async (week: string) => [...((await readSpanParts(db.pool, repoId, week))?.spans.runs ?? [])];

describe('checkFigures', () => {
  test('finds a week of builds that is not packed, and packs it', async () => {
    await storeFacts(db.pool, repoId, [aBuildAt(1, '2026-03-04T10:00:00Z')], ZONE);
    await db.pool.query('truncate dirty_week');
    expect(await check()).toEqual([
      {
        level: 'warn',
        text: 'the week of 2026-03-02 of acme/api was never packed; packed anew, figures are right now',
      },
    ]);
    expect(await check()).toEqual([RIGHT]);
  });

  test('finds sums of commands and layers that are not packed as they are, and packs them', async () => {
    const weeks = ['2026-03-02', '2026-03-09', '2026-03-16', '2026-03-23', '2026-03-30'];
    await storeCells(
      db.pool,
      weeks.map((week, index) => aCell({ repo_id: repoId, week, n: index + 1 })),
    );
    expect((await check())[0]?.text).toContain('the week of 2026-03-30 of acme/api was never packed');
    expect(await check()).toEqual([RIGHT]);
    await db.pool.query(`delete from packed_span_week where week = '2026-03-02'`);
    await storeCells(db.pool, [aCell({ repo_id: repoId, week: '2026-03-09', label_id: 2, n: 20 })]);
    await db.pool.query(`delete from span_week where week = '2026-03-16'`);
    await db.pool.query(
      `update packed_span_week set spans = set_byte(spans, 0, 9) where week = '2026-03-23'`,
    );
    expect(await check()).toEqual([
      {
        level: 'warn',
        text: [
          'the week of 2026-03-23 of acme/api has commands and layers that another version packed',
          'the week of 2026-03-16 of acme/api has 1 sums of commands and layers packed and 0 stored',
          'the week of 2026-03-09 of acme/api has 1 sums of commands and layers packed and 2 stored',
          'the week of 2026-03-02 of acme/api was never packed with its commands and layers',
          'packed anew, figures are right now',
        ].join('; '),
      },
    ]);
    expect(await check()).toEqual([RIGHT]);
    expect(await Promise.all(weeks.map(runs))).toEqual([[1], [2, 20], [], [4], [5]]);
  });

  test('leaves alone what is marked, and says so where sums cannot be packed', async () => {
    await storeCells(db.pool, [aCell({ repo_id: repoId })]);
    await db.pool.query('insert into dirty_span_week (repo_id, week) select repo_id, week from span_week');
    expect(await check()).toEqual([RIGHT]);
    await db.pool.query(`update span_week set buckets = '{-1}'`);
    await db.pool.query('truncate dirty_span_week');
    expect(await check()).toEqual([
      {
        level: 'fail',
        text: expect.stringContaining('they could not be packed anew: bucket of entry 0 is -1'),
      },
    ]);
  });
});
