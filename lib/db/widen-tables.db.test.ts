import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from './test-database';
import { listNarrowTables, WIDE_TABLES, widenAllTables, widenTables } from './widen-tables';

let db: TestDatabase;
const { signal } = new AbortController();
const BUILDS = 5_000;

/** Tables as a database has them that was too large to be widened by the migration. */
beforeAll(async () => {
  db = await createTestDatabase();
  for (const { table, columns } of WIDE_TABLES)
    await db.pool.query(
      `alter table ${table} ${columns.map(column => `alter column ${column} type int`).join(', ')}`,
    );
  await db.pool.query(`
    insert into server (url) values ('http://drone');
    insert into repo (server_id, drone_id, slug, namespace, name, active) values (1, 1, 'a/b', 'a', 'b', true)`);
  await db.pool.query(`insert into build (repo_id, number, drone_id, parent, status, event, created_at, version, is_final)
    select 1, n, n, nullif(n % 3, 0), 'success', 'push', now(), 3, true from generate_series(1, ${BUILDS}) n`);
  await db.pool.query(`
    insert into step_cache (repo_id, build_number, stage_number, step_number, kind, tool, not_looked_up, failed, unfinished)
    select 1, n, 1, s, 'layers', t, 0, 0, 0 from generate_series(1, ${BUILDS / 10}) n, generate_series(1, 5) s,
      unnest(array['docker', 'say "hi"']) t`);
});
afterAll(() => db.drop());

/** As many as a first import has listed; a trigger counts them. */
beforeAll(async () => {
  await db.pool.query(`insert into log_todo (repo_id, build_number, stage_number, step_number, finished_at)
    select 1, n, 1, s, now() from generate_series(1, ${BUILDS}) n, generate_series(1, 2) s`);
});

const rows = async (text: string) => (await db.pool.query(text)).rows;
const SUMS = `select count(*)::int as n, sum(number)::bigint as numbers, sum(parent)::bigint as parents,
  sum(version)::bigint as versions, count(*) filter (where status = 'failure')::int as failed from build`;
const SHAPE = `
  select format_type(atttypid, atttypmod) as type, attnotnull as "isFilled", attrelid::regclass::text || '.' || attname as name
  from pg_attribute where attnum > 0 and not attisdropped and attrelid = any(array[${WIDE_TABLES.map(({ table }) => `'${table}'`).join()}]::regclass[]) order by name`;
const KEYS = `select conname, pg_get_constraintdef(oid) as def from pg_constraint
  where contype <> 'n' and conrelid = any(array[${WIDE_TABLES.map(({ table }) => `'${table}'`).join()}]::regclass[]) order by 1`;

test('tables become as the migration makes them, while others write, and keep every row', async () => {
  const before = await rows(SUMS);
  const stop = new AbortController();
  let [added, changed] = [0, 0];
  const write = async () => {
    while (!stop.signal.aborted) {
      added += 1;
      await db.pool.query(`insert into build (repo_id, number, drone_id, status, event, created_at, version, is_final)
        values (1, ${BUILDS + added}, 1, 'success', 'push', now(), 3, true)`);
      changed += 1;
      await db.pool.query(`update build set status = 'failure', version = 4 where number = ${changed}`);
      await sleep(1);
    }
  };
  const writing = write();
  const widened = await widenTables(db.pool, signal);
  stop.abort();
  await writing;
  expect(widened).toEqual(WIDE_TABLES.map(({ table }) => table));
  expect(added).toBeGreaterThan(5);
  expect(await rows('select count(*)::int as n, sum(build_number)::bigint as builds from log_todo')).toEqual([
    { n: 2 * BUILDS, builds: BUILDS * (BUILDS + 1) },
  ]);
  const [{ n, numbers, parents, versions }] = before;
  const ofAdded = BUILDS * added + (added * (added + 1)) / 2;
  expect(await rows(SUMS)).toEqual([
    {
      n: n + added,
      numbers: numbers + ofAdded,
      parents,
      versions: versions + 3 * added + changed,
      failed: changed,
    },
  ]);
  const fresh = await createTestDatabase();
  try {
    expect(await rows(SHAPE)).toEqual((await fresh.pool.query(SHAPE)).rows);
    expect(await rows(KEYS)).toEqual((await fresh.pool.query(KEYS)).rows);
  } finally {
    await fresh.drop();
  }
  expect(await rows("select 1 from pg_trigger where tgname = 'widen'")).toEqual([]);
  await db.pool.query(`update build set number = ${2 ** 40} where number = 1`);
  expect(await widenTables(db.pool, signal)).toEqual([]);
});

test('what was interrupted goes on, and one does it at a time', async () => {
  await db.pool.query(
    'delete from build where number > 2000000000; alter table build alter column number type int',
  );
  const [before] = await rows('select count(*)::int as n, sum(number)::bigint as numbers from build');
  const stop = new AbortController();
  // Somebody reads for long, so that it cannot end.
  const reader = await db.pool.connect();
  try {
    await reader.query('begin; select count(*) from build');
    const interrupted = widenTables(db.pool, stop.signal);
    await sleep(300);
    expect(await widenTables(db.pool, signal)).toEqual([]);
    stop.abort();
    await reader.query('commit');
    await expect(interrupted).rejects.toThrow('aborted');
  } finally {
    reader.release();
  }
  // The connection that was interrupted may hold its lock for a moment more.
  await expect.poll(() => widenTables(db.pool, signal), { timeout: 20_000 }).toEqual(['build']);
  expect(await rows('select count(*)::int as n, sum(number)::bigint as numbers from build')).toEqual([
    before,
  ]);
});

const untilWaiting = async (what: string) => {
  const found = `select 1 from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and ltrim(query, E' \\n') like '${what}%'`;
  while ((await db.pool.query(found)).rowCount === 0) await sleep(5);
};

test('an index that was left unfinished goes without stopping readers, and again after a deadlock', async () => {
  await db.pool.query(`
    alter table build alter column number type int;
    alter table build add column number_wide bigint;
    create unique index build_pkey_wide on build (repo_id, number_wide);
    create function wait_for_test() returns trigger language plpgsql as
      'begin perform pg_advisory_xact_lock_shared(1); return new; end';
    create trigger wait_for_test before update on build for each row execute function wait_for_test()`);
  const reader = await db.pool.connect();
  try {
    // It is at filling columns, past what needs the table for itself.
    await reader.query('select pg_advisory_lock(1)');
    const widened = widenTables(db.pool, signal);
    await untilWaiting('update "build"');
    await reader.query('begin');
    await reader.query('select from build limit 1');
    await reader.query('select pg_advisory_unlock(1)');
    await untilWaiting('drop index');
    await db.pool.query(`begin; set local lock_timeout = '200ms'; select from build limit 1; commit`);
    // Each waits for the other: it began to, so Postgres ends its statement.
    await reader.query('lock table build in share update exclusive mode');
    await reader.query('commit');
    expect(await widened).toEqual(['build']);
  } finally {
    reader.release(true);
  }
  await db.pool.query('drop trigger wait_for_test on build; drop function wait_for_test');
});

test('goes on after errors and after others, until no table is narrow', async () => {
  await db.pool.query(`
    alter table build alter column number type int;
    create view in_the_way as select number from build`);
  const other = await db.pool.connect();
  const errors: string[] = [];
  const widened: string[][] = [];
  try {
    await other.query('select pg_advisory_lock(72707370)');
    let isOver = false;
    const all = widenAllTables(
      db.pool,
      signal,
      {
        onWidened: tables => widened.push(tables),
        onError: ({ message }) => errors.push(message),
      },
      20,
    ).then(() => {
      isOver = true;
    });
    await sleep(200);
    expect([isOver, errors]).toEqual([false, []]);
    await other.query('select pg_advisory_unlock(72707370)');
    while (errors.length === 0) await sleep(5);
    // Tried and failed several times more.
    await sleep(500);
    expect(isOver).toBe(false);
    expect(await listNarrowTables(db.pool)).toEqual(['build']);
    await db.pool.query('drop view in_the_way');
    await all;
  } finally {
    other.release(true);
  }
  expect(errors).toEqual([expect.stringContaining('other objects depend on it')]);
  expect(widened).toEqual([['build']]);
  expect(await listNarrowTables(db.pool)).toEqual([]);
});

test('ends at once when it is told to while it rests', async () => {
  await db.pool.query('alter table build alter column number type int');
  const stop = new AbortController();
  const other = await db.pool.connect();
  try {
    await other.query('select pg_advisory_lock(72707370)');
    const all = widenAllTables(db.pool, stop.signal, {
      onWidened: () => expect.unreachable(),
      onError: () => expect.unreachable(),
    });
    await sleep(100);
    stop.abort();
    await all;
  } finally {
    other.release(true);
  }
});
