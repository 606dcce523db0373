import { cp, mkdtemp, open, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startDemoServer } from '@/lib/demo/server';
import { createDemoWorld } from '@/lib/demo/world';
import { pollOnce } from '@/tests/world/one-pass';
import { listPendingMigrations } from '../migrate';
import { MIGRATIONS_DIR } from '../migration-files';
import { sql, sqlNames } from '../sql';
import { createTestDatabase, type TestDatabase } from '../test-database';
import { listTables } from './list-tables';
import { restoreBackup } from './restore-backup';
import { writeBackup } from './write-backup';

let source: TestDatabase;
let target: TestDatabase;
let dir: string;
let file: string;

/** A week of the demo with all that is made of it, written once. */
beforeAll(async () => {
  source = await createTestDatabase();
  dir = await mkdtemp(path.join(tmpdir(), 'backup-'));
  file = path.join(dir, 'whole.zip');
  const now = new Date();
  const world = createDemoWorld({ seed: 7, origin: now, weeks: 1, developerCount: 2 });
  const drone = await startDemoServer({ world, now: () => now });
  const ci = { kind: 'drone', server: drone.url, token: drone.tokens.admin } as const;
  const logPolicy = { minStepSeconds: 0, maxAgeDays: null };
  await pollOnce({ pool: source.pool, ci, logPolicy }).finally(() => drone.close());
  await source.pool.query(sql`
    insert into setting (key, value, updated_at) values ('odd', ${JSON.stringify({ text: 'a\\b\tc\nd "é" \u{1f600}' })}, now())`);
  await writeBackup(source.pool, file);
});
afterAll(async () => {
  await source.drop();
  await rm(dir, { recursive: true });
});
beforeEach(async () => {
  target = await createTestDatabase();
  return () => target.drop();
});

async function contentOf(pool: pg.Pool): Promise<Record<string, string>> {
  const client = await pool.connect();
  const content: Record<string, string> = {};
  try {
    for (const { name } of await listTables(client)) {
      const table = sqlNames(name);
      const { rows } = await client.query<{ content: string }>(sql`
        select count(*) || ' ' || coalesce(md5(string_agg(t::text, e'\n' order by t::text)), '') as content
        from ${table} t`);
      content[name] = rows[0]?.content ?? '';
    }
    return content;
  } finally {
    client.release();
  }
}

async function emptySchema(): Promise<void> {
  await target.pool.query('drop schema public cascade');
  await target.pool.query('create schema public');
}

async function isEmpty(): Promise<boolean> {
  const { rowCount } = await target.pool.query('select from build limit 1');
  return rowCount === 0;
}

test('all that was stored is there again, and goes on where it was', async () => {
  const manifest = await restoreBackup(target.pool, file);
  const content = await contentOf(target.pool);
  expect(content).toEqual(await contentOf(source.pool));
  expect(manifest.tables.find(({ name }) => name === 'build')?.rows).toBeGreaterThan(100);
  for (const { name, rows } of manifest.tables) expect(content[name]?.split(' ')[0], name).toBe(String(rows));
  const numbers = sql`select sequencename, last_value from pg_sequences where schemaname = 'public' order by 1`;
  expect((await target.pool.query(numbers)).rows).toEqual((await source.pool.query(numbers)).rows);
  // Triggers count again.
  await target.pool.query('delete from build_todo');
  const { rows } = await target.pool.query('select from todo_count');
  expect(rows).toHaveLength((await source.pool.query('select from todo_count')).rows.length);
  expect(await listPendingMigrations(target.pool)).toEqual([]);
});

test('it needs no schema, and what is newer than the backup is applied afterwards', async () => {
  await emptySchema();
  const newer = path.join(dir, 'migrations');
  await cp(MIGRATIONS_DIR, newer, { recursive: true });
  await cp(
    path.join(newer, (await readdir(newer)).sort()[0] ?? ''),
    path.join(newer, '99991231000000_later'),
    {
      recursive: true,
    },
  );
  await writeFile(
    path.join(newer, '99991231000000_later', 'migration.sql'),
    'create table later as select count(*) as builds from build;',
  );
  const manifest = await restoreBackup(target.pool, file, newer);
  const { rows } = await target.pool.query('select builds from later');
  expect(rows).toEqual([{ builds: manifest.tables.find(({ name }) => name === 'build')?.rows }]);
});

test('a database that holds something is left alone', async () => {
  await restoreBackup(target.pool, file);
  const before = await contentOf(target.pool);
  await expect(restoreBackup(target.pool, file)).rejects.toThrow(/holds data already .* another DATA_DIR/);
  expect(await contentOf(target.pool)).toEqual(before);
});

test('what is stored while it is being restored is not lost', async () => {
  const writer = await target.pool.connect();
  try {
    await writer.query('begin');
    await writer.query(sql`insert into setting (key, value, updated_at) values ('cost', '{}', now())`);
    const restored = expect(restoreBackup(target.pool, file)).rejects.toThrow(
      /holds data already .table setting/,
    );
    const waiting = sql`
      select from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like 'alter table "setting"%'`;
    await expect.poll(async () => (await target.pool.query(waiting)).rowCount).toBe(1);
    await writer.query('commit');
    await restored;
    expect((await target.pool.query('select key from setting')).rows).toEqual([{ key: 'cost' }]);
    expect(await isEmpty()).toBe(true);
  } finally {
    writer.release();
  }
});

test('a file is never written over, and nobody else may read it', async () => {
  await expect(writeBackup(source.pool, file)).rejects.toThrow('is there already');
  expect((await stat(file)).mode & 0o077).toBe(0);
  const nowhere = path.join(dir, 'nowhere', 'a.zip');
  await expect(writeBackup(source.pool, nowhere)).rejects.toThrow('ENOENT');
  expect((await readdir(dir)).filter(name => name.endsWith('.part'))).toEqual([]);
});

test('where the connection is lost on the way, it says so and leaves nothing behind', async () => {
  const other = path.join(dir, 'broken-off.zip');
  const holder = await source.pool.connect();
  try {
    await holder.query('begin');
    await holder.query('lock table step in access exclusive mode');
    const written = expect(writeBackup(source.pool, other)).rejects.toThrow(/terminat/);
    const waiting = sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like 'copy%'`;
    await expect.poll(async () => (await source.pool.query(waiting)).rowCount).toBe(1);
    await written;
    expect((await readdir(dir)).filter(name => name.startsWith('broken-off'))).toEqual([]);
  } finally {
    await holder.query('rollback');
    holder.release();
  }
});

test('a file that was cut off, damaged, or is something else is refused with its reason, and nothing is stored', async () => {
  const cut = path.join(dir, 'cut.zip');
  await cp(file, cut);
  await truncate(cut, (await stat(file)).size - 1_000);
  await expect(restoreBackup(target.pool, cut)).rejects.toThrow(/no backup, or not a whole one/);

  const text = path.join(dir, 'text.zip');
  await writeFile(text, 'not a zip file');
  await expect(restoreBackup(target.pool, text)).rejects.toThrow(/no backup, or not a whole one/);
  await expect(restoreBackup(target.pool, path.join(dir, 'none.zip'))).rejects.toThrow('ENOENT');

  const damaged = path.join(dir, 'damaged.zip');
  await cp(file, damaged);
  const bytes = await open(damaged, 'r+');
  await bytes.write(Buffer.alloc(64, 0x55), 0, 64, Math.floor((await stat(file)).size / 2));
  await bytes.close();
  await expect(restoreBackup(target.pool, damaged)).rejects.toThrow(/cannot be restored/);
  expect(await isEmpty()).toBe(true);
  await restoreBackup(target.pool, file);
  expect(await isEmpty()).toBe(false);
});

test('of a database that nothing was stored in there is no backup', async () => {
  await emptySchema();
  const other = path.join(dir, 'nothing.zip');
  await expect(writeBackup(target.pool, other)).rejects.toThrow('nothing is stored yet');
  expect(await readdir(dir)).not.toContain('nothing.zip');
});

test('one of a newer version is refused', async () => {
  const older = path.join(dir, 'older');
  await cp(MIGRATIONS_DIR, older, { recursive: true });
  const newest =
    (await readdir(older))
      .filter(name => name.startsWith('2'))
      .sort()
      .at(-1) ?? '';
  await rm(path.join(older, newest), { recursive: true });
  await emptySchema();
  await expect(restoreBackup(target.pool, file, older)).rejects.toThrow(newest);
});
