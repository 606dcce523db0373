import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rename, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@/lib/db/embedded/start-embedded-postgres';
import { inTransaction } from '@/lib/db/in-transaction';
import { migrate } from '@/lib/db/migrate';
import { createPool } from '@/lib/db/pool';
import { createTestDatabase, type TestDatabase } from '@/lib/db/test-database';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { runMetric } from '@/lib/metrics/run-metric';
import { SMALL_ZONE, storeSmallWorld } from '@/tests/world/small-world';
import { WeekSource } from './week-source';

const run = promisify(execFile);
const NOW = new Date('2026-04-01T12:00:00Z');
const MARCH = metricFilterSchema.parse({ range: '2026-03-01..2026-03-31' });
const METRICS_ASKED = ['services', 'steps', 'lost', 'wait'] as const;

async function figures(source: WeekSource): Promise<unknown[]> {
  source.expire();
  const context = { source, now: NOW, timeZone: SMALL_ZONE };
  const answers: unknown[] = [];
  for (const name of METRICS_ASKED) answers.push((await runMetric(context, name, MARCH)).rows);
  return answers;
}

/** What somebody answers who never saw the database before. */
const figuresAnew = (pool: pg.Pool) => figures(new WeekSource(pool));

/** Builds from `first` to `last`, one an hour, each waited for so long. */
const builds = (first: number, last: number, waitS: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => ({
    number: first + index,
    finished: new Date(Date.parse('2026-03-10T08:00:00Z') + (first + index) * 3_600_000).toISOString(),
    waitS,
  }));

/** After the backup: another wait, another repository, and so other ids than the restored one will give them. */
async function writeBeforeRestore(pool: pg.Pool): Promise<void> {
  await storeSmallWorld(pool, 'acme/api', builds(3, 4, 500));
  await storeSmallWorld(pool, 'acme/web', builds(1, 2, 700));
}

/** One turn of what is written on after the restore. */
async function writeAfterRestore(pool: pg.Pool, turn: number): Promise<void> {
  await storeSmallWorld(pool, 'acme/api', builds(3 + turn, 3 + turn, 60));
  await storeSmallWorld(pool, 'acme/app', builds(1 + turn, 1 + turn, 90));
}

/** How far the counters have come, of all repositories together. */
async function counted(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ sum: number }>('select sum(sequence)::int as sum from week_sequence');
  return rows[0]?.sum ?? 0;
}

/** Ways in which a reader may look while the restored database is written on. */
const LOOKS = [
  ['at once and after each writing', () => true],
  ['only once the counters have come past what was known', () => false],
  ['after the first writing', (turn: number) => turn === 1],
] as const;

/** The reader knows the database as it was; it is put back, and written on until counters have passed. */
async function expectRightFigures(
  pool: pg.Pool,
  putBack: () => Promise<void>,
  isLookedAt: (turn: number) => boolean,
): Promise<void> {
  const reader = new WeekSource(pool);
  const before = await figures(reader);
  const known = await counted(pool);
  await putBack();
  for (let turn = 0; turn === 0 || (await counted(pool)) <= known; turn += 1) {
    if (turn > 0) await writeAfterRestore(pool, turn);
    if (isLookedAt(turn)) expect(await figures(reader)).toEqual(await figuresAnew(pool));
  }
  const after = await figures(reader);
  expect(after).toEqual(await figuresAnew(pool));
  expect(after).not.toEqual(before);
}

describe('a database that is replaced by a backup', () => {
  let db: TestDatabase;
  let admin: pg.Pool;
  let name: string;

  beforeAll(() => {
    admin = createPool(inject('testServer').url, { max: 1 });
  });
  afterAll(() => admin.end());
  beforeEach(async () => {
    db = await createTestDatabase();
    name = new URL(db.url).pathname.slice(1);
    await storeSmallWorld(db.pool, 'acme/api', builds(1, 2, 100));
    await disconnect(name);
    await admin.query(`create database ${name}_backup template ${name}`);
    await writeBeforeRestore(db.pool);
  });
  afterEach(async () => {
    vi.useRealTimers();
    await db.drop();
    await admin.query(`drop database if exists ${name}_backup with (force)`);
    await admin.query(`drop database if exists ${name}_gone with (force)`);
  });

  /** Once they are gone: they still hold the database for a moment. */
  async function disconnect(database: string): Promise<void> {
    for (;;) {
      const { rows } = await admin.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1',
        [database],
      );
      if (rows.length === 0) return;
    }
  }

  const putBack = async () => {
    await disconnect(name);
    await admin.query(`alter database ${name} rename to ${name}_gone`);
    await admin.query(`alter database ${name}_backup rename to ${name}`);
  };

  test.each(LOOKS)('its figures are right, looked at %s', async (_, isLookedAt) => {
    await expectRightFigures(db.pool, putBack, isLookedAt);
  });

  test('below a question: it is answered from the backup, names and all', async () => {
    const reader = new WeekSource(db.pool);
    // Time stands still: the reader has just looked.
    vi.useFakeTimers({ toFake: ['Date'] });
    await reader.open();
    await putBack();
    await writeAfterRestore(db.pool, 1);
    const context = { source: reader, now: NOW, timeZone: SMALL_ZONE };
    const { rows } = await runMetric(context, 'services', MARCH);
    expect([rows]).toEqual((await figuresAnew(db.pool)).slice(0, 1));
    expect(rows.map(({ service }) => service)).toEqual(['acme/api', 'acme/app']);
  });
});

describe('tables that are emptied and filled again', () => {
  let db: TestDatabase;
  const tables = async () =>
    (
      await db.pool.query<{ name: string }>(
        `select tablename as name from pg_tables where schemaname = 'public' and tablename <> '_prisma_migrations'`,
      )
    ).rows.map(row => row.name);

  beforeEach(async () => {
    db = await createTestDatabase();
    await storeSmallWorld(db.pool, 'acme/api', builds(1, 2, 100));
    await db.pool.query('create schema kept');
    for (const table of await tables())
      await db.pool.query(`create table kept.${table} as table public.${table}`);
    await writeBeforeRestore(db.pool);
  });
  afterEach(() => db.drop());

  /** As `pg_restore --data-only` does it. */
  async function putBack(): Promise<void> {
    const names = await tables();
    await inTransaction(db.pool, async client => {
      await client.query(`truncate ${names.map(table => `public.${table}`).join(', ')}`);
      await client.query('set local session_replication_role = replica');
      for (const table of names) await client.query(`insert into public.${table} table kept.${table}`);
      for (const table of ['server', 'repo', 'series', 'login']) {
        await client.query(
          `select setval(pg_get_serial_sequence('${table}', 'id'), coalesce(max(id), 1)) from ${table}`,
        );
      }
    });
  }

  test.each(LOOKS)('their figures are right, looked at %s', async (_, isLookedAt) => {
    await expectRightFigures(db.pool, putBack, isLookedAt);
  });
});

describe('a data folder that is put back from a copy', () => {
  let dir: string;
  let server: EmbeddedPostgres;
  let address: AddressInfo;
  let pool: pg.Pool;
  // Programs know the server by one address, whatever port it has when it is started again.
  const door = createServer(socket => {
    const inner = connect(server.port, '127.0.0.1');
    for (const [from, to] of [
      [socket, inner],
      [inner, socket],
    ] as const) {
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
    }
  });
  const start = async () => {
    server = await startEmbeddedPostgres({ dataDir: dir, log: () => undefined, settings: { fsync: 'off' } });
  };

  beforeAll(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'restored-'));
    await chmod(dir, 0o755);
    await start();
    await new Promise<void>(resolve => door.listen(0, '127.0.0.1', resolve));
    address = door.address() as AddressInfo;
    const url = new URL(server.url);
    url.port = String(address.port);
    pool = createPool(url.href);
    await migrate(pool);
    await storeSmallWorld(pool, 'acme/api', builds(1, 2, 100));
    await server.stop();
    await run('cp', ['-a', path.join(dir, 'postgres'), path.join(dir, 'copy')]);
    await start();
    await writeBeforeRestore(pool);
  });
  afterAll(async () => {
    await pool.end();
    door.close();
    await server.stop();
    await rm(dir, { recursive: true });
  });

  test('its figures are right, though all its numbers are those of before and counters have passed', async () => {
    const putBack = async () => {
      await server.stop();
      await rename(path.join(dir, 'postgres'), path.join(dir, 'gone'));
      await rename(path.join(dir, 'copy'), path.join(dir, 'postgres'));
      await start();
    };
    await expectRightFigures(pool, putBack, () => false);
  });
});
