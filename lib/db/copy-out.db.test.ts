import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type BinaryRow, copyOut } from './copy-out';
import { hasCode } from './has-code';
import { type SqlStatement, sql } from './sql';
import { createTestDatabase, type TestDatabase } from './test-database';

let db: TestDatabase;
let client: pg.PoolClient;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  client = await db.pool.connect();
});
afterEach(async () => {
  // Whatever a test did to it, the connection answers what it is asked next, and nothing else.
  expect((await client.query('select 1 as n')).rows).toEqual([{ n: 1 }]);
  expect(await rowsOf(sql`select 'ä'`)).toEqual([[Buffer.from('ä')]]);
  client.release();
});

async function rowsOf(statement: SqlStatement): Promise<Array<Array<Buffer | null>>> {
  const rows: Array<Array<Buffer | null>> = [];
  await copyOut(client, statement, row => rows.push(copied(row)));
  return rows;
}

function copied(row: BinaryRow): Array<Buffer | null> {
  return row.map(value => value && Buffer.from(value));
}

describe('rows as bytes', () => {
  test('several rows, in order, with what is null and what is empty', async () => {
    const rows = await rowsOf(sql`
      select n, case when n <> 2 then '\\x00ff5c0a'::bytea end, ''::bytea, n::bigint
      from generate_series(1, 3) as n order by 1 desc`);
    const bytes = Buffer.from([0, 255, 0x5c, 0x0a]);
    const [none, int32] = [Buffer.alloc(0), (n: number) => Buffer.from([0, 0, 0, n])];
    const int64 = (n: number) => Buffer.from([0, 0, 0, 0, 0, 0, 0, n]);
    expect(rows).toEqual([
      [int32(3), bytes, none, int64(3)],
      [int32(2), null, none, int64(2)],
      [int32(1), bytes, none, int64(1)],
    ]);
  });

  test('no rows', async () => {
    expect(await rowsOf(sql`select 1 where false`)).toEqual([]);
  });

  test('rows without a field', async () => {
    expect(await rowsOf(sql`select from generate_series(1, 2)`)).toEqual([[], []]);
  });

  test.each([
    ['a few bytes', 10],
    ['more than one packet', 70_000],
    ['more than a megabyte', 3_000_001],
  ])('values of %s', async (_, length) => {
    const rows = await rowsOf(sql`
      select n, convert_to(repeat(chr(96 + n), ${length}::int - n), 'UTF8') from generate_series(1, 3) as n`);
    expect(rows.map(([, value]) => value?.length)).toEqual([length - 1, length - 2, length - 3]);
    rows.forEach(([, value], index) => {
      expect(value?.every(byte => byte === 97 + index)).toBe(true);
    });
  });
});

describe('parameters', () => {
  test('integers, and lists of them', async () => {
    const list = [1, -2, 2_147_483_647];
    const rows = await rowsOf(sql`
      select unnest(${list}::int[]) + ${-3}::bigint + cardinality(${[]}::int[]), ${7}::int`);
    expect(rows.map(([sum]) => Number(sum?.readBigInt64BE()))).toEqual([-2, -5, 2_147_483_644]);
    expect(rows.map(([, seven]) => seven?.readInt32BE())).toEqual([7, 7, 7]);
  });

  test.each([
    ["'; drop table build; --"],
    ['1'],
    [1.5],
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [2 ** 53],
    [null],
    [undefined],
    [1n],
    [{}],
  ])('%s is refused, alone and in a list', async value => {
    await expect(rowsOf(sql`select ${value}`)).rejects.toThrow(RangeError);
    await expect(rowsOf(sql`select ${[1, value]}`)).rejects.toThrow(RangeError);
  });
});

describe('failures', () => {
  test('an error before the first row is that of any other statement', async () => {
    const failure = rowsOf(sql`select nothing from nowhere`);
    await expect(failure).rejects.toSatisfy(error => hasCode(error, '42P01'));
  });

  test('an error amid rows', async () => {
    const seen: number[] = [];
    const failure = copyOut(client, sql`select 1 / (3 - n) from generate_series(1, 9) as n`, ([value]) => {
      seen.push(value?.readInt32BE() ?? 0);
    });
    await expect(failure).rejects.toSatisfy(error => hasCode(error, '22012'));
    expect(seen).toEqual([0, 1]);
  });

  test('who reads throws: that is what is wrong, whatever comes after', async () => {
    let rows = 0;
    const read = () => {
      rows += 1;
      throw new TypeError('no such thing');
    };
    const many = copyOut(client, sql`select repeat('x', 10000) from generate_series(1, 100)`, read);
    await expect(many).rejects.toThrow('no such thing');
    const failing = copyOut(client, sql`select 1 / (3 - n) from generate_series(1, 9) as n`, read);
    await expect(failing).rejects.toThrow('no such thing');
    expect(rows).toBe(2);
  });

  test('a connection that ends amid rows', async () => {
    const other = await db.pool.connect();
    const statement = sql`select pg_terminate_backend(pg_backend_pid()) from generate_series(1, 2)`;
    await expect(copyOut(other, statement, () => undefined)).rejects.toThrow();
    other.release(true);
  });

  test('in a transaction, which is then to be rolled back', async () => {
    await client.query('begin');
    await expect(rowsOf(sql`select 1 / 0`)).rejects.toSatisfy(error => hasCode(error, '22012'));
    await expect(rowsOf(sql`select 1`)).rejects.toSatisfy(error => hasCode(error, '25P02'));
    await client.query('rollback');
  });
});
