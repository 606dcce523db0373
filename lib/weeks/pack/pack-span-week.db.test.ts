import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inTransaction } from '@/lib/db/in-transaction';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { aCell, readSpanParts, someoneWaits, storeCells } from '@/tests/world/packed-weeks';
import { BUILD_FLAG, codeOf, EVENTS } from '../format/codes';
import { packMarkedSpanWeeks } from './pack-marked-span-weeks';
import { packSpanWeek } from './pack-span-week';

const WEEK = '2026-03-02';
let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.pool.query('truncate span_week, packed_span_week, dirty_span_week');
});

const rows = async (text: string) => (await db.pool.query(text)).rows;
const pack = (week = WEEK, repoId = 1) =>
  inTransaction(db.pool, client => packSpanWeek(client, { repoId, week }));
const runs = async (week = WEEK, repoId = 1) => [
  ...((await readSpanParts(db.pool, repoId, week))?.spans.runs ?? []),
];
const markAll = () =>
  db.pool.query('insert into dirty_span_week (repo_id, week) select distinct repo_id, week from span_week');

describe('packSpanWeek', () => {
  test('packs every row of the week and repository, by series, then label, each with its histogram', async () => {
    await storeCells(db.pool, [
      aCell({ series_id: 2, label_id: 7, buckets: [3, 5], bucket_counts: [1, 70_000] }),
      aCell({
        series_id: 1,
        label_id: 9,
        branch_class: 'other',
        event: 'pull_request',
        n: 11,
        timed: 10,
        sum_ms: 3e12,
        hits: 4,
        misses: 5,
        miss_ms: 2e12,
        first_misses: 3,
        buckets: [1],
        bucket_counts: [10],
      }),
      aCell({ series_id: 2, label_id: 0, event: 'never heard of', timed: 0, buckets: [], bucket_counts: [] }),
      aCell({ week: '2026-03-09' }),
      aCell({ repo_id: 2 }),
    ]);
    await pack();
    const frame = await readSpanParts(db.pool, 1, WEEK);
    if (frame === null) throw new Error('nothing was packed');
    const { spans, times } = frame;
    expect(
      Array.from({ length: spans.n }, (_, i) => [spans.seriesId[i], spans.labelId[i], spans.timesUntil[i]]),
    ).toEqual([
      [1, 9, 1],
      [2, 0, 1],
      [2, 7, 3],
    ]);
    expect(
      [spans.runs, spans.timed, spans.totalMs, spans.hits, spans.misses, spans.missMs, spans.firstMisses].map(
        column => column[0],
      ),
    ).toEqual([11, 10, 3e12, 4, 5, 2e12, 3]);
    expect([...spans.flags]).toEqual([0, BUILD_FLAG.onDefaultBranch, BUILD_FLAG.onDefaultBranch]);
    expect([...spans.event]).toEqual(['pull_request', 'other', 'push'].map(event => codeOf(EVENTS, event)));
    expect([[...times.bucket], [...times.count]]).toEqual([
      [1, 3, 5],
      [10, 1, 70_000],
    ]);
    expect(frame.cellCount).toBe(3);
    expect(await rows('select repo_id from packed_span_week')).toHaveLength(1);
  });

  test('a week of which no row is left becomes an empty one, that readers learn of', async () => {
    await storeCells(db.pool, [aCell()]);
    await pack();
    const [before] = await rows('select sequence from packed_span_week');
    await db.pool.query('delete from span_week');
    await pack();
    expect(await readSpanParts(db.pool, 1, WEEK)).toMatchObject({
      spans: { n: 0 },
      times: { n: 0 },
      cellCount: 0,
    });
    const [after] = await rows('select sequence from packed_span_week');
    expect(after.sequence).toBeGreaterThan(before.sequence);
  });

  test('waits for whoever packs the same week, and then packs what they wrote', async () => {
    await storeCells(db.pool, [aCell({ n: 2 })]);
    const second = await inTransaction(db.pool, async client => {
      await packSpanWeek(client, { repoId: 1, week: WEEK });
      const packing = pack();
      await someoneWaits(db.pool);
      await client.query('update span_week set n = 3');
      return { packing };
    });
    await second.packing;
    expect(await runs()).toEqual([3]);
  });
});

describe('packMarkedSpanWeeks', () => {
  test('packs what is marked and nothing else, takes the marks, and leaves the sums as they are', async () => {
    await storeCells(db.pool, [aCell({ n: 5 }), aCell({ repo_id: 2, n: 6 })]);
    await markAll();
    await storeCells(db.pool, [aCell({ week: '2026-03-09' })]);
    const sums = await rows('select * from span_week order by repo_id, week');
    expect(await packMarkedSpanWeeks(db.pool)).toBe(2);
    expect([await runs(), await runs(WEEK, 2), await runs('2026-03-09')]).toEqual([[5], [6], []]);
    expect(await rows('select 1 from dirty_span_week')).toEqual([]);
    expect(await packMarkedSpanWeeks(db.pool)).toBe(0);
    expect(await rows('select * from span_week order by repo_id, week')).toEqual(sums);
  });

  test('begins with the newest of many weeks', async () => {
    const days = Array.from({ length: 210 }, (_, week) =>
      new Date(Date.parse('2022-01-03') + week * 7 * 86_400_000).toISOString().slice(0, 10),
    );
    await storeCells(
      db.pool,
      days.map(week => aCell({ week })),
    );
    await markAll();
    expect(await packMarkedSpanWeeks(db.pool)).toBe(200);
    const [oldest] = await rows('select min(week)::text as week from packed_span_week');
    expect(oldest).toEqual({ week: days[10] });
    expect(await packMarkedSpanWeeks(db.pool)).toBe(10);
    expect(await rows('select 1 from packed_span_week')).toHaveLength(210);
  });

  test('two pollers share the work: neither packs or awaits what the other is at', async () => {
    await storeCells(
      db.pool,
      Array.from({ length: 60 }, (_, repo) => aCell({ repo_id: repo + 1 })),
    );
    await markAll();
    const packed = await inTransaction(db.pool, async client => {
      // One poller holds the first week: the other one is done with all that may be taken before that ends.
      await client.query('select 1 from dirty_span_week where repo_id = 1 for update');
      return [await packMarkedSpanWeeks(db.pool), await packMarkedSpanWeeks(db.pool)];
    });
    expect(packed).toEqual([59, 0]);
    expect(await runs(WEEK, 1)).toEqual([]);
    const both = await Promise.all([packMarkedSpanWeeks(db.pool), packMarkedSpanWeeks(db.pool)]);
    expect(both.toSorted()).toEqual([0, 1]);
    expect(await runs(WEEK, 1)).toEqual([2]);
  });

  test('one week that cannot be packed holds up no others, keeps its mark, and is told in the end', async () => {
    const mended = aCell({ week: '2026-03-09' });
    await storeCells(db.pool, [aCell(), { ...mended, buckets: [-1, 2] }, aCell({ repo_id: 2, n: 6 })]);
    await markAll();
    expect(await packMarkedSpanWeeks(db.pool)).toBe(2);
    expect([await runs(), await runs(WEEK, 2), await runs('2026-03-09')]).toEqual([[2], [6], []]);
    expect(await rows('select week::text from dirty_span_week')).toEqual([{ week: '2026-03-09' }]);
    await expect(packMarkedSpanWeeks(db.pool)).rejects.toThrow('bucket of entry 0 is -1');
    await db.pool.query(`update span_week set buckets = '{1, 2}' where week = '2026-03-09'`);
    expect(await packMarkedSpanWeeks(db.pool)).toBe(1);
    expect(await runs('2026-03-09')).toEqual([2]);
  });

  test('the mark stays where packing comes to nothing', async () => {
    await storeCells(db.pool, [aCell({ buckets: [-1, 2] })]);
    await markAll();
    await expect(packMarkedSpanWeeks(db.pool)).rejects.toThrow('bucket of entry 0 is -1');
    expect(await rows('select 1 from dirty_span_week')).toHaveLength(1);
  });
});
