import type pg from 'pg';
import { DatabaseSetupError } from '@/lib/db/database-setup-error';
import { startEmbeddedPostgres } from '@/lib/db/embedded/start-embedded-postgres';
import { hasCode } from '@/lib/db/has-code';
import { createPool, type PoolOptions } from '@/lib/db/pool';

export interface OpenDatabase {
  url: string;
  pool: pg.Pool;
  /** In words, for people: where the data is. */
  place: string;
  /** Ends the pool, and the built-in server when nobody else uses it. */
  close(): Promise<void>;
}

export interface OpenDatabaseOptions {
  databaseUrl: string | null;
  dataDir: string;
  log: (line: string) => void;
  onLost?: (error: Error) => void;
  pool?: PoolOptions;
}

/**
 * The database of DATABASE_URL, else the built-in one of the data folder.
 *
 * @throws DatabaseSetupError when it cannot be reached, saying why and what to do
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<OpenDatabase> {
  const { databaseUrl } = options;
  if (databaseUrl === null) return openEmbedded(options);
  const pool = createPool(databaseUrl, options.pool);
  try {
    await pool.query('select 1');
  } catch (error) {
    await pool.end();
    throw new DatabaseSetupError(explainRefusal(error, new URL(databaseUrl)), { cause: error });
  }
  return { url: databaseUrl, pool, place: new URL(databaseUrl).host, close: () => pool.end() };
}

async function openEmbedded(options: OpenDatabaseOptions): Promise<OpenDatabase> {
  const { dataDir, log, onLost } = options;
  const server = await startEmbeddedPostgres({ dataDir, log, ...(onLost ? { onLost } : {}) });
  const pool = createPool(server.url, options.pool);
  const close = async () => {
    await pool.end();
    await server.stop();
  };
  return { url: server.url, pool, place: server.dataDir, close };
}

/** The address without its password. */
function explainRefusal(error: unknown, { host, pathname, username }: URL): string {
  const start = `the database at ${host} (DATABASE_URL)`;
  if (hasCode(error, '28P01', '28000'))
    return `${start} does not let user "${username}" in: check user and password`;
  if (hasCode(error, '3D000'))
    return `${start} has no database "${pathname.slice(1)}": create it, or name another`;
  if (hasCode(error, 'ENOTFOUND', 'EAI_AGAIN')) return `${start} cannot be found: check the name of the host`;
  const reason = reasonOf(error);
  return `${start} does not answer (${reason}): check that it runs, and that address and port are right`;
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
