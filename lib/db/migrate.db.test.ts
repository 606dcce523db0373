import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listPendingMigrations, migrate } from './migrate';
import { readMigrationFiles } from './migration-files';
import { createPool } from './pool';
import { createTestDatabase, type TestDatabase } from './test-database';

let db: TestDatabase;
let dir: string;

beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(async () => {
  await db.pool.query('drop schema public cascade');
  await db.pool.query('create schema public');
  dir = await mkdtemp(path.join(tmpdir(), 'migrations-'));
  await write('1_first', 'create table first (id integer primary key);');
  await write('2_second', 'create table second (id integer primary key);');
  return () => rm(dir, { recursive: true });
});

async function write(name: string, text: string): Promise<void> {
  await mkdir(path.join(dir, name), { recursive: true });
  await writeFile(path.join(dir, name, 'migration.sql'), text);
}

async function tables(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );
  return rows.map(row => row.name);
}

describe('migrate', () => {
  test('applies what is missing, oldest first, and nothing the second time', async () => {
    expect(await listPendingMigrations(db.pool, dir)).toEqual(['1_first', '2_second']);
    expect(await migrate(db.pool, dir)).toEqual({ applied: ['1_first', '2_second'] });
    expect(await migrate(db.pool, dir)).toEqual({ applied: [] });
    await write('3_third', 'create table third (id integer primary key);');
    expect(await listPendingMigrations(db.pool, dir)).toEqual(['3_third']);
    expect(await migrate(db.pool, dir)).toEqual({ applied: ['3_third'] });
    expect(await tables(db.pool)).toEqual(['_prisma_migrations', 'first', 'second', 'third']);
  });

  test('keeps the record that Prisma keeps', async () => {
    await migrate(db.pool, dir);
    const { rows } = await db.pool.query('select * from _prisma_migrations order by migration_name');
    expect(rows[0]).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      // sha256sum of the file
      checksum: '1bba838eb611d581821f13a93f4dd0c1c90ec68ceecbf637f103ffbaf0290453',
      migration_name: '1_first',
      started_at: expect.any(Date),
      finished_at: expect.any(Date),
      applied_steps_count: 1,
      logs: null,
      rolled_back_at: null,
    });
  });

  test('four at once apply each migration once', async () => {
    const pools = Array.from({ length: 4 }, () => createPool(db.url, { max: 1 }));
    const reports = await Promise.all(pools.map(pool => migrate(pool, dir)));
    expect(reports.flatMap(report => report.applied)).toEqual(['1_first', '2_second']);
    await Promise.all(pools.map(pool => pool.end()));
  });

  test('waits for a migration of Prisma, which holds the same lock', async () => {
    const prisma = await db.pool.connect();
    await prisma.query('select pg_advisory_lock(72707369)');
    let done = false;
    const ours = migrate(db.pool, dir).then(() => {
      done = true;
    });
    const waiting = `select 1 from pg_locks where locktype = 'advisory' and not granted`;
    while ((await db.pool.query(waiting)).rowCount === 0) await prisma.query('select 1');
    expect(done).toBe(false);
    await prisma.query('select pg_advisory_unlock(72707369)');
    prisma.release();
    await ours;
  });

  test('keeps nothing of a migration that fails', async () => {
    await write('3_broken', 'create table third (id integer); select no_such_column;');
    await expect(migrate(db.pool, dir)).rejects.toThrow(
      'migration 3_broken failed and nothing of it was kept: column "no_such_column" does not exist',
    );
    expect(await tables(db.pool)).toEqual(['_prisma_migrations', 'first', 'second']);
    expect(await listPendingMigrations(db.pool, dir)).toEqual(['3_broken']);
  });

  /** Fails so often, whatever is rolled back. */
  const FAILING = (times: number, code: string) => `
    create table third (id integer);
    do $$ begin
      if nextval('tries') <= ${times} then raise exception 'in the way' using errcode = '${code}'; end if;
    end $$;`;

  test.each(['40P01', '55P03'])('tries again when others are in the way: %s', async code => {
    await db.pool.query('create sequence tries');
    await write('3_third', FAILING(2, code));
    expect(await migrate(db.pool, dir)).toEqual({ applied: ['1_first', '2_second', '3_third'] });
    expect(await tables(db.pool)).toEqual(['_prisma_migrations', 'first', 'second', 'third']);
  });

  test('gives up at some time, and keeps nothing', async () => {
    await db.pool.query('create sequence tries');
    await write('3_third', FAILING(1_000, '40P01'));
    await expect(migrate(db.pool, dir)).rejects.toThrow(
      'migration 3_third failed and nothing of it was kept: in the way',
    );
    expect(await tables(db.pool)).toEqual(['_prisma_migrations', 'first', 'second']);
    expect((await db.pool.query('select last_value as n from tries')).rows).toEqual([{ n: 5 }]);
  });

  test('gets through a circle with somebody who takes locks in another order', async () => {
    await migrate(db.pool, dir);
    await write('3_third', 'lock table first, second; create table third (id integer);');
    const poller = await db.pool.connect();
    try {
      await poller.query('begin');
      // Where the machine is busy, it may look for a circle first, and would be the one that Postgres ends.
      await poller.query("set local deadlock_timeout = '1min'");
      await poller.query('lock table second');
      const applied = migrate(db.pool, dir);
      const waiting = `select 1 from pg_locks where relation = 'second'::regclass and not granted`;
      while ((await db.pool.query(waiting)).rowCount === 0) await poller.query('select 1');
      await poller.query('lock table first');
      await poller.query('commit');
      expect(await applied).toEqual({ applied: ['3_third'] });
    } finally {
      poller.release(true);
    }
  });

  test('no migration ends its transaction, which would keep a part of it', async () => {
    for (const { name, sql } of await readMigrationFiles())
      expect(sql, name).not.toMatch(/^\s*(begin|commit|rollback|start transaction)\s*;|\bconcurrently\b/im);
  });

  test('refuses a migration that was changed after it was applied', async () => {
    await migrate(db.pool, dir);
    await write('1_first', 'create table first (id bigint primary key);');
    await expect(migrate(db.pool, dir)).rejects.toThrow('migration 1_first was changed after it was applied');
  });

  test('refuses the database of a newer version', async () => {
    await migrate(db.pool, dir);
    await rm(path.join(dir, '2_second'), { recursive: true });
    await expect(migrate(db.pool, dir)).rejects.toThrow(
      'migration 2_second, which this version of Buildhours does not know',
    );
  });

  test('refuses what Prisma left half done, until it is marked as rolled back', async () => {
    await migrate(db.pool, dir);
    await db.pool.query(`delete from _prisma_migrations where migration_name = '2_second'`);
    await db.pool.query('drop table second');
    await db.pool.query(
      `insert into _prisma_migrations (id, checksum, migration_name) values ('x', 'other', '2_second')`,
    );
    await expect(migrate(db.pool, dir)).rejects.toThrow(
      'migration 2_second was begun by Prisma and did not finish',
    );
    await db.pool.query(`update _prisma_migrations set rolled_back_at = now() where id = 'x'`);
    expect(await migrate(db.pool, dir)).toEqual({ applied: ['2_second'] });
  });
});
