import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPool } from './pool';
import { executeSql, prismaFor } from './prisma';
import { sql } from './sql';
import { createTestDatabase, type TestDatabase } from './test-database';

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

test('a pool has one client', async () => {
  const [one, other] = await Promise.all([prismaFor(db.pool), prismaFor(db.pool)]);
  expect(one).toBe(other);
});

test('SQL in a transaction goes the way of its rows', async () => {
  const prisma = await prismaFor(db.pool);
  const save = (key: string, fails: boolean) =>
    prisma.$transaction(async transaction => {
      await transaction.setting.create({ data: { key, value: {}, updatedAt: new Date() } });
      const login = sql`insert into login (name) values (${`${key}'s`}), (${`${key}$1`})`;
      expect(await executeSql(transaction, login)).toBe(2);
      if (fails) throw new Error('no');
    });
  await save('kept', false);
  await expect(save('lost', true)).rejects.toThrow('no');
  const { rows } = await db.pool.query('select name from login order by name');
  expect(rows).toEqual([{ name: 'kept$1' }, { name: "kept's" }]);
  expect(await prisma.setting.count()).toBe(1);
});

test('an error is one line for whoever runs the server', async () => {
  const pool = createPool('postgres://nobody@127.0.0.1:1/none');
  const prisma = await prismaFor(pool);
  await expect(prisma.setting.findMany()).rejects.toThrow(/^Can't reach database server at 127\.0\.0\.1:1$/);
  await pool.end();
});
