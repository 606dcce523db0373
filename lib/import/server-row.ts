import type pg from 'pg';
import { CiOptionsError } from '@/lib/ci/ci-errors';
import type { OddEntry } from '@/lib/ci/ci-server';
import { rowsAsJson } from '@/lib/db/rows-as-json';
import { sql } from '@/lib/db/sql';
import { storableMessage } from '@/lib/db/storable-text';

const ODD_REPOS_KEPT = 20;

/**
 * The row of the CI server that was reached under this address before, else a new one: `recogniseServer` then tells
 * whether it is one of those that are known.
 *
 * @returns its id
 * @throws CiOptionsError when the history of another kind of server is stored under this address
 */
export async function ensureServer(pool: pg.Pool, kind: string, url: string): Promise<number> {
  // Two that begin at once may each miss what the other adds: the second look sees it.
  for (let look = 1; look <= 2; look += 1) {
    const server = await addAddress(pool, kind, url);
    if (server === undefined) continue;
    if (server.kind === kind) return server.id;
    throw new CiOptionsError(
      `${url} is stored as a server of kind ${server.kind}, and is now called ${kind}`,
    );
  }
  throw new Error(`the row of server ${url} is gone from the database`);
}

async function addAddress(
  pool: pg.Pool,
  kind: string,
  url: string,
): Promise<{ id: number; kind: string } | undefined> {
  await pool.query(sql`
    with known as (select server_id from server_address where url = ${url}),
    added as (
      insert into server (kind, url) select ${kind}, ${url} where not exists (select 1 from known)
      on conflict (url) do nothing
      returning id
    )
    insert into server_address (url, server_id)
    select ${url}, id from (select id from added union all select id from server where url = ${url}) s limit 1
    on conflict (url) do nothing`);
  const found = await pool.query<{ id: number; kind: string }>(sql`
    select s.id, s.kind from server_address a join server s on s.id = a.server_id where a.url = ${url}`);
  return found.rows[0];
}

/** Where people open the pages of the server; null: where the poller reads it. */
export async function setPublicUrl(pool: pg.Pool, serverId: number, publicUrl: string | null): Promise<void> {
  await pool.query(sql`
    update server set public_url = ${publicUrl} where id = ${serverId} and public_url is distinct from ${publicUrl}`);
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

/** The server answered and its repositories are stored, but for the odd ones. */
export async function recordDiscovery(
  pool: pg.Pool,
  serverId: number,
  identity: ServerIdentity,
  odd: readonly OddEntry[],
): Promise<void> {
  const shown = odd.slice(0, ODD_REPOS_KEPT).map(({ name, reason }) => ({
    name: storableMessage(name),
    reason: storableMessage(reason),
  }));
  await pool.query(sql`
    update server
    set version = ${identity.version}, login = ${identity.login}, is_admin = ${identity.admin},
        clock_skew_ms = ${identity.clockSkewMs}, discovered_at = now(), last_error = null, last_error_at = null,
        odd_repos = ${rowsAsJson(shown)}::jsonb, odd_repo_count = ${odd.length}
    where id = ${serverId}`);
}

/** The server as a whole could not be read; shown on the page and by the command `doctor`. */
export async function recordServerError(pool: pg.Pool, serverId: number, error: string): Promise<void> {
  await pool.query(sql`
    update server set last_error = ${storableMessage(error)}, last_error_at = now(), discover_until = null
    where id = ${serverId}`);
}
