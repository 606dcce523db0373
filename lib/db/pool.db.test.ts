import { expect, test } from 'vitest';
import { createPool } from './pool';
import { sql } from './sql';
import { createTestDatabase } from './test-database';

test('a connection that breaks, idle or in use, fails the next query on it and no more', async () => {
  const db = await createTestDatabase();
  const pool = createPool(db.url);
  const held = await pool.connect();
  const idle = await pool.connect();
  idle.release();
  await db.pool.query(sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`);
  await expect(held.query('select 1')).rejects.toThrow();
  held.release(true);
  while (pool.idleCount > 0) await new Promise(resolve => setImmediate(resolve));
  expect((await pool.query('select 1 as n')).rows).toEqual([{ n: 1 }]);
  await pool.end();
  await db.drop();
});

test('bigint is a number, alone and in a list, and the session speaks UTC', async () => {
  const db = await createTestDatabase();
  const { rows } = await db.pool.query(
    `select 9007199254740991::bigint as n, array[9007199254740991, null]::bigint[] as ns,
      current_setting('TimeZone') as zone`,
  );
  expect(rows).toEqual([{ n: 9007199254740991, ns: [9007199254740991, null], zone: 'UTC' }]);
  await db.drop();
});
