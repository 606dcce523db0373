import { setImmediate } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inTransaction } from '@/lib/db/in-transaction';
import { sql } from '@/lib/db/sql';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import {
  BUILD_COLUMNS,
  CACHE_COLUMNS,
  PATH_COLUMNS,
  STAGE_COLUMNS,
  STEP_COLUMNS,
  type WeekPart,
} from '../format/build-parts';
import { emptyColumns, WeekFormatError } from '../format/columns';
import { AMOUNT_COLUMNS, LOST_SUM_COLUMNS } from '../format/lost-parts';
import { type AllParts, type PartName, packParts } from '../format/parts';
import { SPAN_COLUMNS, TIME_COLUMNS } from '../format/span-parts';
import { readParts } from './read-parts';
import { takeSequences } from './take-sequences';
import { WeekRun } from './week-run';
import { WeekStore } from './week-store';

const PARTS: readonly WeekPart[] = ['builds', 'stages', 'steps', 'caches', 'path'];
const PLENTY = 1e9;
let db: TestDatabase;
let store: WeekStore;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.pool.query('delete from packed_week');
  await db.pool.query('delete from lost_week');
  await db.pool.query('delete from packed_span_week');
  await db.pool.query('delete from week_sequence');
  store = new WeekStore(db.pool, { maxBytes: PLENTY });
});

type Client = pg.Pool | pg.PoolClient;

/** In the transaction of the client, or in one of its own. */
function writing(client: Client, work: (client: pg.PoolClient) => Promise<unknown>): Promise<unknown> {
  return 'totalCount' in client ? inTransaction(client, work) : work(client);
}

/** Writes a week of `n` builds, and as many entries of all else; `mark` stands in each of them. */
function write(client: Client, repoId: number, week: number, n: number, mark = 1) {
  const parts = packParts({
    builds: { ...emptyColumns(BUILD_COLUMNS, n), number: new Float64Array(n).fill(mark) },
    stages: {
      ...emptyColumns(STAGE_COLUMNS, n),
      seriesId: new Int32Array(n).fill(mark),
      machines: [`m${mark}`],
    },
    steps: { ...emptyColumns(STEP_COLUMNS, n), seriesId: new Int32Array(n).fill(mark) },
    caches: { ...emptyColumns(CACHE_COLUMNS, n), seriesId: new Int32Array(n).fill(mark), tools: ['npm'] },
    path: { ...emptyColumns(PATH_COLUMNS, n), seriesId: new Int32Array(n).fill(mark) },
  });
  return writing(client, async own => {
    const sequence = (await takeSequences(own, [repoId]))(repoId);
    await own.query(sql`
      insert into packed_week (repo_id, week, time_zone, build_count, step_count, builds, stages, steps, caches, path,
        packed_at, sequence)
      values (${repoId}, date '1970-01-05' + 7 * ${week}::int, 'UTC', ${n}, 0, ${parts.builds}, ${parts.stages},
        ${parts.steps}, ${parts.caches}, ${parts.path}, now(), ${sequence})
      on conflict (repo_id, week) do update set build_count = excluded.build_count, builds = excluded.builds,
        stages = excluded.stages, steps = excluded.steps, caches = excluded.caches, path = excluded.path,
        sequence = excluded.sequence`);
  });
}

function writeLost(repoId: number, week: number, n: number) {
  const { amounts, sums } = packParts({
    amounts: emptyColumns(AMOUNT_COLUMNS, n),
    sums: emptyColumns(LOST_SUM_COLUMNS, n),
  });
  return writing(db.pool, async own => {
    const sequence = (await takeSequences(own, [repoId]))(repoId);
    await own.query(sql`
      insert into lost_week (repo_id, week, amounts, sums, sequence)
      values (${repoId}, date '1970-01-05' + 7 * ${week}::int, ${amounts}, ${sums}, ${sequence})`);
  });
}

function writeSpans(repoId: number, week: number, n: number) {
  const { spans, times } = packParts({
    spans: emptyColumns(SPAN_COLUMNS, n),
    times: emptyColumns(TIME_COLUMNS, 2 * n),
  });
  return writing(db.pool, async own => {
    const sequence = (await takeSequences(own, [repoId]))(repoId);
    await own.query(sql`
      insert into packed_span_week (repo_id, week, cell_count, spans, times, sequence)
      values (${repoId}, date '1970-01-05' + 7 * ${week}::int, ${n}, ${spans}, ${times}, ${sequence})
      on conflict (repo_id, week) do update set spans = excluded.spans, times = excluded.times,
        sequence = excluded.sequence`);
  });
}

async function readAll<Name extends PartName>(
  names: readonly Name[],
  runs: readonly WeekRun[],
): Promise<Array<Pick<AllParts, Name>>> {
  const found: Array<Pick<AllParts, Name>> = [];
  await store.read(names, runs, (_, parts) => {
    found.push(parts);
  });
  return found;
}

const allWeeks = () => store.list('packed', -1e6, 1e6, null);
const plain = (runs: readonly WeekRun[]) => runs.map(({ repoId, first }) => [repoId, first]);

/** What the parts of the weeks hold: the mark, and how many of it. */
async function marks(names: readonly WeekPart[], runs: readonly WeekRun[]): Promise<string[]> {
  const found = await readAll(names, runs);
  return found.map(parts =>
    names
      .map(name => {
        const part = parts[name];
        const column = 'number' in part ? part.number : part.seriesId;
        return `${part.n} × ${[...new Set(column)].join()}`;
      })
      .join(', '),
  );
}

describe('WeekStore', () => {
  test('knows which weeks there are, by week and repository', async () => {
    await write(db.pool, 1, 2900, 1);
    await write(db.pool, 1, 2901, 1);
    await write(db.pool, 2, -3, 1);
    await writeLost(2, 2901, 1);
    await writeSpans(3, 2902, 1);
    expect(allWeeks()).toEqual([]);
    await store.sync();
    expect(plain(store.list('packed', 2900, 2901, null))).toEqual([
      [1, 2900],
      [1, 2901],
    ]);
    expect(plain(store.list('packed', 2901, 3000, new Set([1, 3])))).toEqual([[1, 2901]]);
    expect(plain(store.list('packed', -3, -3, null))).toEqual([[2, -3]]);
    expect(plain(store.list('lost', 0, 3000, null))).toEqual([[2, 2901]]);
    expect(plain(store.list('spans', 0, 3000, null))).toEqual([[3, 2902]]);
    expect(store.list('packed', 0, 3000, new Set())).toEqual([]);
  });

  test('loads each part once, in the order asked for', async () => {
    for (const week of [1, 2, 3]) await write(db.pool, 1, week, week, week * 10);
    await store.sync();
    const backwards = allWeeks().toReversed();
    expect(await marks(['builds'], backwards)).toEqual(['3 × 30', '2 × 20', '1 × 10']);
    expect(store.statistics.partsLoaded).toBe(3);
    expect(await marks(['builds', 'steps'], backwards)).toEqual([
      '3 × 30, 3 × 30',
      '2 × 20, 2 × 20',
      '1 × 10, 1 × 10',
    ]);
    expect(store.statistics.partsLoaded).toBe(6);
    await marks(PARTS, backwards);
    await marks(PARTS, backwards);
    expect(store.statistics).toMatchObject({ partsLoaded: 15, weeksKnown: 3 });
  });

  test('reads what people lost', async () => {
    await writeLost(1, 7, 4);
    await store.sync();
    const [lost] = await readAll(['sums', 'amounts'], store.list('lost', 7, 7, null));
    expect([lost?.sums.n, lost?.amounts.n]).toEqual([4, 4]);
  });

  test('reads sums of commands and layers, and those that are written anew', async () => {
    const read = async () => {
      const [found] = await readAll(['spans', 'times'], store.list('spans', 7, 7, null));
      return [found?.spans.n, found?.times.n];
    };
    await write(db.pool, 1, 7, 9);
    await writeSpans(1, 7, 4);
    await store.sync();
    expect(await read()).toEqual([4, 8]);
    await writeSpans(1, 7, 5);
    expect(await read()).toEqual([4, 8]);
    await store.sync();
    expect(await read()).toEqual([5, 10]);
  });

  test('a week that is gone is left out, one that is broken is an error for those who ask for it', async () => {
    await write(db.pool, 1, 5, 1);
    await write(db.pool, 2, 5, 2);
    await store.sync();
    await db.pool.query('delete from packed_week where repo_id = 1');
    expect(await marks(['builds'], allWeeks())).toEqual(['2 × 1']);
    expect(store.statistics.weeksKnown).toBe(1);
    await write(db.pool, 1, 5, 3);
    await store.sync();
    await db.pool.query(`update packed_week set steps = '\\x00' where repo_id = 2`);
    const broken = readAll(['steps'], allWeeks());
    const whole = readAll(['steps'], store.list('packed', 5, 5, new Set([1])));
    await expect(broken).rejects.toThrow(WeekFormatError);
    expect((await whole).map(({ steps }) => steps.n)).toEqual([3]);
    expect(await marks(['path'], allWeeks())).toEqual(['3 × 1', '2 × 1']);
  });
});

describe('a database that is put back', () => {
  const TABLES = ['packed_week', 'lost_week', 'packed_span_week', 'week_sequence'];
  const keep = async () => {
    for (const table of TABLES) await db.pool.query(`create table kept_${table} as table ${table}`);
  };
  const putBack = async (empty: 'truncate' | 'delete from', tables = TABLES) => {
    await inTransaction(db.pool, async client => {
      for (const table of tables) {
        await client.query(`${empty} ${table}`);
        await client.query(`insert into ${table} table kept_${table}`);
      }
    });
  };
  afterEach(async () => {
    for (const table of TABLES) await db.pool.query(`drop table if exists kept_${table}`);
  });

  /** Two weeks, of which the second is written anew after everything was kept. */
  async function writeAndKeep() {
    await write(db.pool, 1, 1, 1, 10);
    await write(db.pool, 1, 2, 1, 20);
    await keep();
    await write(db.pool, 1, 2, 3, 30);
    await store.sync();
  }

  test.each([
    ['that was emptied at once', 'truncate'],
    ['that was emptied row by row', 'delete from'],
  ] as const)('is read as it is: one %s', async (_, empty) => {
    await writeAndKeep();
    expect(await marks(['builds'], allWeeks())).toEqual(['1 × 10', '3 × 30']);
    await putBack(empty);
    await store.sync();
    expect(await marks(['builds', 'steps'], allWeeks())).toEqual(['1 × 10, 1 × 10', '1 × 20, 1 × 20']);
    expect(store.generation).toBe(1);
  });

  test('is noticed though its counter has come past what was known', async () => {
    await writeAndKeep();
    expect(await marks(['builds'], allWeeks())).toEqual(['1 × 10', '3 × 30']);
    await putBack('truncate');
    for (const mark of [11, 12, 13]) await write(db.pool, 1, 1, 1, mark);
    await store.sync();
    expect(await marks(['builds'], allWeeks())).toEqual(['1 × 13', '1 × 20']);
  });

  test('weeks alone, below what is counted: those that are loaded are as they are', async () => {
    await writeAndKeep();
    await putBack('delete from', ['packed_week']);
    await store.sync();
    expect(await marks(['builds', 'path'], allWeeks())).toEqual(['1 × 10, 1 × 10', '1 × 20, 1 × 20']);
    await write(db.pool, 1, 2, 4, 40);
    await store.sync();
    expect(await marks(['builds'], allWeeks())).toEqual(['1 × 10', '4 × 40']);
  });

  test('while somebody goes through weeks: what is not in memory is found as it is now', async () => {
    await writeAndKeep();
    const listed = allWeeks();
    await marks(['path'], listed);
    await putBack('truncate');
    expect(await marks(['builds'], listed)).toEqual(['1 × 10', '1 × 20']);
    const held = store.statistics.heldBytes;
    store = new WeekStore(db.pool, { maxBytes: PLENTY });
    await store.sync();
    await marks(['builds'], allWeeks());
    // Nothing of the database before is held any more.
    expect(held).toBe(store.statistics.heldBytes);
  });
});

describe('what others write meanwhile', () => {
  test('is seen after the next look, and not before', async () => {
    await write(db.pool, 1, 1, 1, 10);
    await store.sync();
    expect(await marks(['builds'], allWeeks())).toEqual(['1 × 10']);
    await write(db.pool, 1, 1, 2, 20);
    await write(db.pool, 1, 2, 1, 30);
    expect(await marks(['builds'], allWeeks())).toEqual(['1 × 10']);
    await store.sync();
    expect(await marks(['builds'], allWeeks())).toEqual(['2 × 20', '1 × 30']);
    expect(store.statistics.partsLoaded).toBe(3);
  });

  test('is seen though a transaction that began later was done earlier', async () => {
    const [older, newer] = [await db.pool.connect(), await db.pool.connect()];
    await older.query('begin');
    await older.query('select pg_current_xact_id()');
    await newer.query('begin');
    await write(newer, 1, 2, 1, 20);
    await newer.query('commit');
    await store.sync();
    expect(await marks(['builds'], allWeeks())).toEqual(['1 × 20']);
    await write(older, 1, 1, 1, 10);
    await older.query('commit');
    await store.sync();
    expect(await marks(['builds'], allWeeks())).toEqual(['1 × 10', '1 × 20']);
    older.release();
    newer.release();
  });

  test('is seen whatever others of the same repository are about to write', async () => {
    const [first, second] = [await db.pool.connect(), await db.pool.connect()];
    await first.query('begin');
    await second.query('begin');
    await write(first, 1, 1, 1, 10);
    const waiting = write(second, 1, 2, 1, 20);
    await store.sync();
    expect(allWeeks()).toEqual([]);
    await first.query('commit');
    await waiting;
    await store.sync();
    expect(await marks(['builds'], allWeeks())).toEqual(['1 × 10']);
    await second.query('commit');
    await store.sync();
    expect(await marks(['builds'], allWeeks())).toEqual(['1 × 10', '1 × 20']);
    first.release();
    second.release();
  });

  test('a transaction that is long under way makes nothing load again', async () => {
    const long = await db.pool.connect();
    await long.query('begin');
    await long.query('select pg_current_xact_id()');
    await write(db.pool, 1, 1, 1, 10);
    for (let look = 0; look < 3; look += 1) {
      await store.sync();
      expect(await marks(['builds'], allWeeks())).toEqual(['1 × 10']);
    }
    expect(store.statistics.partsLoaded).toBe(1);
    await long.query('rollback');
    long.release();
  });

  test('what a transaction wrote that came to nothing is never seen', async () => {
    await write(db.pool, 1, 1, 1, 10);
    await store.sync();
    const work = inTransaction(db.pool, async client => {
      await write(client, 1, 1, 5, 50);
      await store.sync();
      expect(await marks(['builds'], allWeeks())).toEqual(['1 × 10']);
      throw new Error('changed its mind');
    });
    await expect(work).rejects.toThrow('changed its mind');
    await store.sync();
    expect(await marks(['steps'], allWeeks())).toEqual(['1 × 10']);
  });

  test('parts of a week fit each other, though some were held before it was written anew', async () => {
    await write(db.pool, 1, 1, 1, 10);
    await write(db.pool, 2, 1, 1, 11);
    await store.sync();
    await marks(['builds'], allWeeks());
    await write(db.pool, 1, 1, 3, 30);
    expect(await marks(['builds', 'steps'], allWeeks())).toEqual(['3 × 30, 3 × 30', '1 × 11, 1 × 11']);
  });

  test('parts of a week fit each other, though it is written anew while they are loaded', async () => {
    for (const repoId of [1, 2, 3]) await write(db.pool, repoId, 1, 1, 10);
    await store.sync();
    await marks(['builds', 'path'], allWeeks());
    // Whoever loads a part now waits for a connection until this is done.
    const connect = () => db.pool.connect();
    const [client, ...others] = await Promise.all([
      connect(),
      ...Array.from({ length: db.pool.options.max - 1 }, connect),
    ]);
    const reads = [
      marks(PARTS, allWeeks()),
      marks(['builds'], allWeeks()),
      marks(['builds', 'caches'], allWeeks()),
    ];
    await write(client, 2, 1, 2, 20);
    for (const held of [client, ...others]) held.release();
    const [all, builds, caches] = await Promise.all(reads);
    const expected = (n: number) =>
      [...new Set(['1 × 10', '2 × 20'])].map(one => Array(n).fill(one).join(', '));
    const [old, anew] = expected(PARTS.length);
    expect(all).toEqual([old, anew, old]);
    // They were held, and nobody has told yet that they are old.
    expect(builds).toEqual(['1 × 10', '1 × 10', '1 × 10']);
    expect(caches).toEqual(['1 × 10, 1 × 10', '2 × 20, 2 × 20', '1 × 10, 1 × 10']);
  });

  test('whatever is written while many read, each gets parts that fit', async () => {
    for (let repoId = 1; repoId <= 6; repoId += 1) await write(db.pool, repoId, 1, 1);
    store = new WeekStore(db.pool, { maxBytes: 1500 });
    await store.sync();
    let isWriting = true;
    const writing = (async () => {
      for (let mark = 2; mark < 60; mark += 1) await write(db.pool, (mark % 6) + 1, 1, mark, mark);
      isWriting = false;
    })();
    const read = async (names: readonly WeekPart[]) => {
      while (isWriting) {
        // What is in memory is there at once: without a pause nobody else would have a turn.
        await setImmediate();
        for (const parts of await marks(names, allWeeks())) expect(new Set(parts.split(', ')).size).toBe(1);
      }
    };
    const looking = (async () => {
      while (isWriting) await store.sync();
    })();
    await Promise.all([writing, looking, read(['builds', 'steps']), read(PARTS), read(['path', 'builds'])]);
    await store.sync();
    const ordered = allWeeks().toSorted((a, b) => a.repoId - b.repoId);
    expect(await marks(['builds', 'caches'], ordered)).toEqual(
      [54, 55, 56, 57, 58, 59].map(mark => `${mark} × ${mark}, ${mark} × ${mark}`),
    );
  });
});

test.each([
  ['is visited once', false],
  ['that is gone by then is not visited', true],
])('a week that is joined to others between list and read %s', async (_, isGone) => {
  for (let week = 8; week < 20; week += 1) await write(db.pool, 1, week, 1, week);
  store = new WeekStore(db.pool, { maxBytes: PLENTY, joinedWeeks: 4 });
  await store.sync();
  const listed = store.list('packed', 9, 13, null);
  expect(plain(listed)).toEqual([9, 10, 11, 12, 13].map(week => [1, week]));
  await write(db.pool, 1, 20, 1, 20);
  await store.sync();
  expect(plain(store.list('packed', 9, 13, null))).toEqual([8, 12, 13].map(week => [1, week]));
  if (isGone) await db.pool.query(`delete from packed_week where week = date '1970-01-05' + 7 * 10`);
  const expected = [9, ...(isGone ? [] : [10]), 11, 12, 13];
  expect(await marks(['builds', 'steps'], listed)).toEqual(expected.map(week => `1 × ${week}, 1 × ${week}`));
});

describe('memory', () => {
  test('holds what is read up to the limit; what was used least recently goes', async () => {
    for (const week of [1, 2, 3]) await write(db.pool, 1, week, 10, week);
    store = new WeekStore(db.pool, { maxBytes: PLENTY });
    await store.sync();
    await readAll(['builds'], store.list('packed', 1, 1, null));
    const one = store.statistics.heldBytes;
    expect(one).toBeGreaterThan(0);
    store = new WeekStore(db.pool, { maxBytes: 2.5 * one });
    await store.sync();
    const read = async (week: number) => {
      const before = store.statistics.partsLoaded;
      expect(await marks(['builds'], store.list('packed', week, week, null))).toEqual([`10 × ${week}`]);
      expect(store.statistics.heldBytes).toBeLessThanOrEqual(2.5 * one);
      return store.statistics.partsLoaded - before;
    };
    expect([await read(1), await read(2), await read(1), await read(3)]).toEqual([1, 1, 0, 1]);
    expect([await read(1), await read(3), await read(2)]).toEqual([0, 0, 1]);
  });

  test('what every table holds counts, and goes', async () => {
    await writeLost(1, 1, 10);
    await writeSpans(1, 1, 10);
    await write(db.pool, 1, 1, 10);
    store = new WeekStore(db.pool, { maxBytes: 8_000 });
    await store.sync();
    const loads = async (read: Promise<unknown>) => {
      const before = store.statistics.partsLoaded;
      await read;
      expect(store.statistics.heldBytes).toBeGreaterThan(0);
      expect(store.statistics.heldBytes).toBeLessThanOrEqual(8_000);
      return store.statistics.partsLoaded - before;
    };
    const readLost = () => loads(readAll(['sums', 'amounts'], store.list('lost', 1, 1, null)));
    const readSpans = () => loads(readAll(['spans', 'times'], store.list('spans', 1, 1, null)));
    expect([await readLost(), await readLost(), await readSpans(), await readSpans()]).toEqual([2, 0, 2, 0]);
    expect([await readLost(), await loads(readAll(['builds'], allWeeks()))]).toEqual([2, 1]);
  });

  test('a question that needs more than the limit is answered all the same', async () => {
    for (let week = 1; week <= 20; week += 1) await write(db.pool, 1, week, 5, week);
    store = new WeekStore(db.pool, { maxBytes: 1000 });
    await store.sync();
    const expected = Array.from({ length: 20 }, (_, index) => PARTS.map(() => `5 × ${index + 1}`).join(', '));
    expect(await marks(PARTS, allWeeks())).toEqual(expected);
    await marks(['builds'], store.list('packed', 1, 1, null));
    expect(store.statistics.heldBytes).toBeLessThanOrEqual(1000);
  });

  test('many questions at once get what they ask for, and nothing is loaded twice', async () => {
    for (let week = 1; week <= 30; week += 1) await write(db.pool, 1, week, 2, week);
    await store.sync();
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const [from, until] = [1 + (index % 15), 16 + (index % 15)];
        const expected = Array.from(
          { length: until - from + 1 },
          (_, at) => `2 × ${from + at}, 2 × ${from + at}`,
        );
        const other = PARTS[1 + (index % 4)] ?? 'steps';
        expect(await marks(['builds', other], store.list('packed', from, until, null))).toEqual(expected);
      }),
    );
    expect(store.statistics.partsLoaded).toBeLessThanOrEqual(30 * PARTS.length);
  });

  test('weeks that are written anew again and again do not add up', async () => {
    await write(db.pool, 1, 1, 1);
    await store.sync();
    await marks(PARTS, allWeeks());
    const once = store.statistics.heldBytes;
    for (let turn = 0; turn < 5; turn += 1) {
      await write(db.pool, 1, 1, 1);
      if (turn % 2 === 0) await store.sync();
      await marks(PARTS, allWeeks());
    }
    await store.sync();
    await marks(PARTS, allWeeks());
    expect(store.statistics.heldBytes).toBe(once);
  });
});

test('a connection on which nothing is answered is not used again', async () => {
  const pool = new pg.Pool({ connectionString: db.url, max: 1, query_timeout: 50 });
  pool.on('connect', client => client.on('error', () => undefined));
  const run = new WeekRun(1, 0, 1, new Map([[0, 1]]));
  await inTransaction(db.pool, async client => {
    await client.query('lock table packed_week in access exclusive mode');
    await expect(readParts(pool, ['builds'], [run])).rejects.toThrow('Query read timeout');
  });
  expect(pool.totalCount).toBe(0);
  await pool.end();
});
