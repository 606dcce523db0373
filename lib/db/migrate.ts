import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { DatabaseSetupError } from './database-setup-error';
import { hasCode } from './has-code';
import { MIGRATIONS_DIR, type MigrationFile, readMigrationFiles } from './migration-files';
import { sql } from './sql';

const OLDEST_SERVER_VERSION = 150_000;
/** The lock that Prisma's own migrations take, so that ours and theirs wait for each other. */
const ADVISORY_LOCK = 72_707_369;
const LOCK_WAIT = '60s';
const LOCK_NOT_AVAILABLE = '55P03';
const DEADLOCK = '40P01';
/** Pollers of the version before may be storing meanwhile: who is in their way, or they in ours, comes again. */
const ATTEMPTS = 5;
const RETRY_MS = 1_000;

export interface MigrationReport {
  /** Names of the migrations applied by this call, oldest first. */
  applied: string[];
}

interface MigrationRow {
  name: string;
  checksum: string;
  finished: boolean;
}

/**
 * Brings the database up to the newest migration, each in a transaction of its own, which is tried again when
 * others are in its way. Keeps the same record
 * as `prisma migrate deploy`, so that either can go on where the other stopped. Several may call at once.
 *
 * @param only applies none but these
 * @throws DatabaseSetupError when the database is too old, or its record and our files contradict each other
 */
export async function migrate(
  pool: pg.Pool,
  dir = MIGRATIONS_DIR,
  only: ReadonlySet<string> | null = null,
): Promise<MigrationReport> {
  const files = await readMigrationFiles(dir);
  const client = await pool.connect();
  try {
    await refuseOldServer(client);
    await takeLock(client);
    await createRecord(client);
    const missing = pendingMigrations(files, await readRecord(client));
    const pending = missing.filter(({ name }) => only === null || only.has(name));
    for (const file of pending) await applyMigration(client, file);
    return { applied: pending.map(file => file.name) };
  } finally {
    // Ends the session, and with it the lock and the lock time-out.
    client.release(true);
  }
}

/** Names of the migrations that the database lacks; throws as `migrate` does, changes nothing. */
export async function listPendingMigrations(pool: pg.Pool, dir = MIGRATIONS_DIR): Promise<string[]> {
  const files = await readMigrationFiles(dir);
  return pendingMigrations(files, await readMigrationRecord(pool)).map(file => file.name);
}

/** The migrations that were applied to the database, oldest first; none where nothing was set up in it yet. */
export async function readMigrationRecord(client: pg.Pool | pg.PoolClient): Promise<MigrationRow[]> {
  const found = await client.query<{ exists: boolean }>(
    sql`select to_regclass('_prisma_migrations') is not null as exists`,
  );
  return found.rows[0]?.exists ? readRecord(client) : [];
}

async function refuseOldServer(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ number: number; version: string }>(sql`
    select current_setting('server_version_num')::int as number, current_setting('server_version') as version`);
  const server = rows[0];
  if (server !== undefined && server.number < OLDEST_SERVER_VERSION) {
    throw new DatabaseSetupError(`the database is Postgres ${server.version}; Buildhours needs 15 or newer`);
  }
}

async function takeLock(client: pg.PoolClient): Promise<void> {
  await client.query(sql`select set_config('lock_timeout', ${LOCK_WAIT}, false)`);
  try {
    await client.query(sql`select pg_advisory_lock(${ADVISORY_LOCK})`);
  } catch (error) {
    if (!hasCode(error, LOCK_NOT_AVAILABLE)) throw error;
    throw new DatabaseSetupError(
      `another migration of this database has been running for ${LOCK_WAIT}; wait for it, then try again`,
      { cause: error },
    );
  }
}

/** The columns are Prisma's. */
async function createRecord(client: pg.PoolClient): Promise<void> {
  await client.query(sql`
    create table if not exists _prisma_migrations (
      id varchar(36) primary key not null,
      checksum varchar(64) not null,
      finished_at timestamptz,
      migration_name varchar(255) not null,
      logs text,
      rolled_back_at timestamptz,
      started_at timestamptz not null default now(),
      applied_steps_count integer not null default 0
    )`);
}

async function readRecord(client: pg.Pool | pg.PoolClient): Promise<MigrationRow[]> {
  const { rows } = await client.query<MigrationRow>(sql`
    select migration_name as name, checksum, finished_at is not null as finished
    from _prisma_migrations where rolled_back_at is null order by started_at`);
  return rows;
}

function pendingMigrations(files: MigrationFile[], rows: MigrationRow[]): MigrationFile[] {
  const byName = new Map(files.map(file => [file.name, file]));
  for (const row of rows) {
    const file = byName.get(row.name);
    if (!row.finished) {
      throw new DatabaseSetupError(
        `migration ${row.name} was begun by Prisma and did not finish; repair the database, then mark it with ` +
          `"npx prisma migrate resolve --applied ${row.name}" or "--rolled-back ${row.name}"`,
      );
    }
    if (file === undefined) {
      throw new DatabaseSetupError(
        `the database has migration ${row.name}, which this version of Buildhours does not know: ` +
          'a newer version has used it; update Buildhours, or use another database',
      );
    }
    if (file.checksum !== row.checksum) {
      throw new DatabaseSetupError(
        `migration ${row.name} was changed after it was applied to this database; ` +
          'restore prisma/migrations from git and put the change into a new migration',
      );
    }
  }
  const done = new Set(rows.map(row => row.name));
  return files.filter(file => !done.has(file.name));
}

async function applyMigration(client: pg.PoolClient, file: MigrationFile): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await applyAtOnce(client, file);
    } catch (error) {
      if (attempt < ATTEMPTS && hasCode(error, DEADLOCK, LOCK_NOT_AVAILABLE)) {
        await sleep(RETRY_MS);
        continue;
      }
      const reason = error instanceof Error ? error.message : String(error);
      throw new DatabaseSetupError(`migration ${file.name} failed and nothing of it was kept: ${reason}`, {
        cause: error,
      });
    }
  }
}

/** In one transaction, or not at all. */
async function applyAtOnce(client: pg.PoolClient, file: MigrationFile): Promise<void> {
  await client.query('begin');
  try {
    await client.query(file.sql);
    await client.query(sql`
      insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
      values (${randomUUID()}, ${file.checksum}, ${file.name}, clock_timestamp(), 1)`);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}
