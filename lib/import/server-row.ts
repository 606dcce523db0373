import type pg from 'pg';
import { CiOptionsError } from '@/lib/ci/ci-errors';
import { sql } from '@/lib/db/sql';

/**
 * The row of one CI server, made when it is first seen.
 *
 * @returns its id
 * @throws CiOptionsError when the history of another kind of server is stored under this address
 */
export async function ensureServer(pool: pg.Pool, kind: string, url: string): Promise<number> {
  await pool.query(sql`insert into server (kind, url) values (${kind}, ${url}) on conflict (url) do nothing`);
  const found = await pool.query<{ id: number; kind: string }>(sql`
    select id, kind from server where url = ${url}`);
  const [server] = found.rows;
  if (server === undefined) throw new Error(`the row of server ${url} is gone from the database`);
  if (server.kind === kind) return server.id;
  throw new CiOptionsError(`${url} is stored as a server of kind ${server.kind}, and is now called ${kind}`);
}

/** True for the one of several pollers that is to look for new builds in this interval. */
export async function takeDiscovery(pool: pg.Pool, serverId: number, intervalMs: number): Promise<boolean> {
  const taken = await pool.query(sql`
    update server set discover_until = now() + ${intervalMs} * interval '1 millisecond'
    where id = ${serverId} and (discover_until is null or discover_until <= now())`);
  return taken.rowCount === 1;
}

export interface ServerIdentity {
  version: string | null;
  login: string;
  admin: boolean;
  clockSkewMs: number | null;
}

/** The server answered and its repositories are stored. */
export async function recordDiscovery(
  pool: pg.Pool,
  serverId: number,
  identity: ServerIdentity,
): Promise<void> {
  await pool.query(sql`
    update server
    set version = ${identity.version}, login = ${identity.login}, is_admin = ${identity.admin},
        clock_skew_ms = ${identity.clockSkewMs}, discovered_at = now(), last_error = null, last_error_at = null
    where id = ${serverId}`);
}

/** The server as a whole could not be read; shown on the page and by the command `doctor`. */
export async function recordServerError(pool: pg.Pool, serverId: number, error: string): Promise<void> {
  await pool.query(sql`
    update server set last_error = ${error}, last_error_at = now(), discover_until = null where id = ${serverId}`);
}
