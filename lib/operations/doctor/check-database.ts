import { statfs } from 'node:fs/promises';
import type pg from 'pg';
import { DatabaseSetupError } from '@/lib/db/database-setup-error';
import { listPendingMigrations } from '@/lib/db/migrate';
import { sql } from '@/lib/db/sql';
import { listNarrowTables } from '@/lib/db/widen-tables';
import { type Finding, fail, ok, warn } from './finding';

const OLDEST_MAJOR = 15;
const GIB = 2 ** 30;
const LEAST_FREE_BYTES = 2 * GIB;

/** Version, size and migrations of the database. */
export async function checkDatabase(pool: pg.Pool, place: string): Promise<Finding[]> {
  const { rows } = await pool.query<{ major: number; version: string; bytes: number }>(sql`
    select current_setting('server_version_num')::int / 10000 as major,
      split_part(current_setting('server_version'), ' ', 1) as version,
      pg_database_size(current_database()) as bytes`);
  const server = rows[0] ?? { major: 0, version: 'of an unknown version', bytes: 0 };
  const told = `Postgres ${server.version} at ${place}, ${(server.bytes / GIB).toFixed(2)} GiB`;
  if (server.major < OLDEST_MAJOR) return [fail(`${told}: Buildhours needs ${OLDEST_MAJOR} or newer`)];
  return [ok(told), await checkMigrations(pool)];
}

async function checkMigrations(pool: pg.Pool): Promise<Finding> {
  try {
    const pending = await listPendingMigrations(pool);
    if (pending.length === 0) return ok('the database is up to date');
    return warn(`migrations to apply: ${pending.join(', ')}; every start does so, or "buildhours migrate"`);
  } catch (error) {
    if (!(error instanceof DatabaseSetupError)) throw error;
    return fail(error.message);
  }
}

/** Whether numbers may be as large as those of the CI server; large tables are widened by a poller after an update. */
export async function checkWidths(pool: pg.Pool): Promise<Finding[]> {
  const narrow = await listNarrowTables(pool);
  if (narrow.length === 0) return [ok('numbers of more than 32 bits are stored in every table')];
  return [
    warn(
      `numbers of more than 32 bits are refused until a poller has widened ${narrow.join(', ')}: ` +
        '"buildhours start" and "buildhours sync" do so, beside whatever else is going on',
    ),
  ];
}

/** Room for the built-in database to grow. */
export async function checkDisk(dataDir: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(dataDir);
  const free = bavail * bsize;
  const told = `${(free / GIB).toFixed(1)} GiB are free for ${dataDir}`;
  return free < LEAST_FREE_BYTES ? warn(`${told}: a million builds take about 3 GiB`) : ok(told);
}
