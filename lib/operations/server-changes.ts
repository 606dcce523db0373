import type pg from 'pg';
import { z } from 'zod';
import { CiOptionsError } from '@/lib/ci/ci-errors';
import { ciServerOf } from '@/lib/ci/registry';
import { inTransaction } from '@/lib/db/in-transaction';
import { IS_ALIVE } from '@/lib/db/living-pollers';
import { sql, sqlNames } from '@/lib/db/sql';
import { formatCountOf } from '@/lib/format';

/** The change cannot be made; the message says why and what to do. */
export class ServerChangeError extends Error {
  constructor(
    readonly reason: 'unknown' | 'address' | 'followed' | 'taken',
    message: string,
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** A server as people tell it from others. */
export interface NamedServer {
  id: number;
  url: string;
}

/** Where a server is to be found from now on. */
export const moveServerSchema = z.strictObject({
  url: z.string().describe('Its new address, such as https://ci.example.com'),
});

/** How much went with a server. */
export const removedServerSchema = z.object({ repositories: z.int(), builds: z.int() });
export type RemovedServer = z.infer<typeof removedServerSchema>;

/**
 * @param name its number, or an address under which it is or was known
 * @throws ServerChangeError
 */
export async function findServer(pool: pg.Pool, name: string): Promise<NamedServer> {
  const address = name.trim().replace(/\/+$/, '');
  const { rows } = await pool.query<NamedServer>(sql`
    select s.id, s.url from server s
    where s.id::text = ${address} or s.url = ${address}
      or exists (select 1 from server_address a where a.server_id = s.id and a.url = ${address})
    order by s.url = ${address} desc limit 1`);
  const [found] = rows;
  if (found !== undefined) return found;
  throw new ServerChangeError(
    'unknown',
    `no server is known as ${name}: "buildhours servers list" shows them`,
  );
}

/**
 * Tells where a server is now, ahead of its poller, or where that cannot recognise it by its builds.
 *
 * @returns the address as it is stored
 * @throws ServerChangeError when it is no address, or that of another server
 */
export async function moveServer(pool: pg.Pool, { id }: NamedServer, address: string): Promise<string> {
  return inTransaction(pool, async client => {
    const { rows } = await client.query<{ kind: string }>(
      sql`select kind from server where id = ${id} for update`,
    );
    const kind = rows[0]?.kind;
    if (kind === undefined) throw new ServerChangeError('unknown', `server ${id} is gone`);
    const url = parseAddress(kind, address);
    const { rows: others } = await client.query<NamedServer>(sql`
      select s.id, s.url from server s
      where s.id <> ${id} and (s.url = ${url}
        or exists (select 1 from server_address a where a.server_id = s.id and a.url = ${url}))`);
    const [other] = others;
    if (other !== undefined) {
      throw new ServerChangeError(
        'taken',
        `${url} is known as server ${other.id}, with a history of its own: if both are the same server, remove one of them`,
      );
    }
    await client.query(sql`update server set url = ${url} where id = ${id}`);
    await client.query(sql`
      insert into server_address (url, server_id) values (${url}, ${id})
      on conflict (url) do update set server_id = excluded.server_id`);
    return url;
  });
}

function parseAddress(kind: string, address: string): string {
  try {
    return ciServerOf(kind).parseAddress(address).origin;
  } catch (error) {
    if (error instanceof CiOptionsError) throw new ServerChangeError('address', error.message);
    throw error;
  }
}

/** How much would go with a server. */
export async function countOfServer(pool: pg.Pool, { id }: NamedServer): Promise<RemovedServer> {
  const { rows } = await pool.query<RemovedServer>(sql`
    select count(distinct r.id)::int as repositories, count(b.number)::int as builds
    from repo r left join build b on b.repo_id = r.id where r.server_id = ${id}`);
  return rows[0] ?? { repositories: 0, builds: 0 };
}

/**
 * Deletes a server with all that is stored of it, one repository after the other: what is left when it breaks off goes
 * the next time. Hours lost of the weeks in which people waited for its builds are computed anew by the poller.
 *
 * @throws ServerChangeError while a poller reads it, since that would bring it back
 */
export async function removeServer(pool: pg.Pool, server: NamedServer): Promise<RemovedServer> {
  await refuseWhileFollowed(pool, server);
  const tables = await tablesWith(pool, 'repo_id');
  const { rows: repos } = await pool.query<{ id: number }>(sql`
    select id from repo where server_id = ${server.id} order by id`);
  const removed: RemovedServer = { repositories: 0, builds: 0 };
  for (const { id } of repos) {
    removed.builds += await inTransaction(pool, client => removeRepo(client, id, tables));
    removed.repositories += 1;
  }
  const ofServer = await tablesWith(pool, 'server_id');
  await inTransaction(pool, async client => {
    for (const table of ofServer) await deleteFrom(client, table, 'server_id', server.id);
    await client.query(sql`delete from server where id = ${server.id}`);
  });
  return removed;
}

async function refuseWhileFollowed(pool: pg.Pool, { id, url }: NamedServer): Promise<void> {
  const { rows } = await pool.query<{ host: string; pid: number }>(sql`
    select p.host, p.pid from poller p
    where ${IS_ALIVE}
      and (p.server_id = ${id} or exists (
        select 1 from repo_import i join repo r on r.id = i.repo_id
        where r.server_id = ${id} and i.lease_owner = p.id))
    limit 1`);
  const [poller] = rows;
  if (poller === undefined) return;
  throw new ServerChangeError(
    'followed',
    `${url} is being read by the poller on ${poller.host} (process ${poller.pid}): stop it, or let it read another server, and try again after 30 seconds`,
  );
}

/** Of which repository or server a row is. */
type OwnerColumn = 'repo_id' | 'server_id';

/** Every table that holds something of one, builds last: a table of tomorrow is not forgotten. */
async function tablesWith(pool: pg.Pool, column: OwnerColumn): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(sql`
    select c.table_name as name
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = current_schema() and c.column_name = ${column} and t.table_type = 'BASE TABLE'
    order by c.table_name = 'todo_count', c.table_name = 'build', c.table_name`);
  return rows.map(({ name }) => name);
}

/** @returns how many builds there were */
async function removeRepo(client: pg.PoolClient, repoId: number, tables: readonly string[]): Promise<number> {
  let builds = 0;
  await client.query(sql`
    delete from waiting_week where week in (
      select week from lost_week where repo_id = ${repoId}
      union select week from packed_week where repo_id = ${repoId})`);
  for (const table of tables) {
    const deleted = await deleteFrom(client, table, 'repo_id', repoId);
    if (table === 'build') builds = deleted;
  }
  await client.query(sql`delete from repo where id = ${repoId}`);
  return builds;
}

/** @param table as the database lists our own */
async function deleteFrom(client: pg.PoolClient, table: string, column: OwnerColumn, id: number) {
  const { rowCount } = await client.query(
    sql`delete from ${sqlNames(table)} where ${sqlNames(column)} = ${id}`,
  );
  return rowCount ?? 0;
}

/** As it is told once it is done. */
export function describeRemoved({ repositories, builds }: RemovedServer): string {
  return `${formatCountOf(repositories, 'repository', 'repositories')} with ${formatCountOf(builds, 'build')}`;
}
