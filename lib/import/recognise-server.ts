import type pg from 'pg';
import { CiError, CiReplacedError, CiUnreachableError } from '@/lib/ci/ci-errors';
import type { CiClient, RepoRef } from '@/lib/ci/ci-server';
import { inTransaction } from '@/lib/db/in-transaction';
import { IS_ALIVE } from '@/lib/db/living-pollers';
import { sql } from '@/lib/db/sql';
import { endReposOfServer } from './gone-repos';

/** Of each known server: some repositories, and of each its newest build, one in the middle and its first. */
const REPOS_COMPARED = 5;

/** A stored build, and where to ask for it. */
interface StoredBuild {
  externalRepoId: number;
  slug: string;
  number: number;
  externalId: number;
  createdAt: Date;
  isNewest: boolean;
}

/** How stored builds compare with those that the server has under the same numbers. */
interface Comparison {
  same: number;
  /** Under the same number of the same repository. */
  others: number;
  /** Repositories whose name another one has: one alone was deleted and made again. */
  replaced: Set<number>;
  /**
   * The newest of a repository is another build there, or none: it was restored from a backup, or is a copy that was, and
   * may have gone on by itself.
   */
  newestDiffer: boolean;
}

/** What became of the server at an address. */
export interface Recognition {
  serverId: number;
  /** In words, where something is to be told. */
  note: string | null;
}

/**
 * Tells by what it holds which server answers at an address, since addresses change hands: builds that are stored, by
 * the ids of theirs and of their repositories and by their times. Costs some requests for each server that is known.
 *
 * A new address of a known server goes on where that one was. A known address at which everything is another is that of
 * a new server: what is stored of the old one stays, under an address of its own.
 *
 * @param serverId as `ensureServer` gave it
 * @throws CiUnreachableError; CiTokenError
 */
export async function recogniseServer(
  pool: pg.Pool,
  client: CiClient,
  { serverId, kind, url }: { serverId: number; kind: string; url: string },
): Promise<Recognition> {
  const own = await compare(client, await readSample(pool, serverId), { untilSame: true });
  const isAnother = own.same === 0 && own.others + own.replaced.size > 1;
  if (isAnother) return startAnew(pool, { serverId, kind, url });
  if (await hasRepos(pool, serverId)) return { serverId, note: null };
  const { rows: known } = await pool.query<{ id: number; url: string; isFollowed: boolean }>(sql`
    select s.id, s.url, exists (
      select 1 from poller p
      where p.server_id = s.id and ${IS_ALIVE}) as "isFollowed"
    from server s where s.id <> ${serverId} and s.kind = ${kind} order by s.id`);
  for (const server of known) {
    const found = await compare(client, await readSample(pool, server.id), { untilSame: false });
    // A copy that is read beside its original begins with the same builds, and ends sooner or goes on with others.
    if (found.same === 0 || (found.newestDiffer && server.isFollowed)) continue;
    await moveAddress(pool, { from: serverId, to: server.id, url });
    return {
      serverId: server.id,
      note: `${url} is the server that was ${server.url}: it goes on where it was`,
    };
  }
  return { serverId, note: null };
}

/**
 * Whether a repository that has another name now has the builds that are stored under its id. True where none can be
 * compared, and where other repositories of the server have theirs: then it was this one that was restored.
 */
export async function isSameRepo(
  pool: pg.Pool,
  client: CiClient,
  serverId: number,
  { externalId, slug }: RepoRef,
): Promise<boolean> {
  const sample = await readSample(pool, serverId, externalId);
  const found = await compare(
    client,
    sample.map(build => ({ ...build, slug })),
    { untilSame: true },
  );
  if (found.same > 0 || found.others === 0) return true;
  return (await compare(client, await readSample(pool, serverId), { untilSame: true })).same > 0;
}

/** @param externalRepoId of this repository alone; null: of some of the largest */
async function readSample(
  pool: pg.Pool,
  serverId: number,
  externalRepoId: number | null = null,
): Promise<StoredBuild[]> {
  const { rows } = await pool.query<StoredBuild>(sql`
    select r.drone_id as "externalRepoId", r.slug, b.number, b.drone_id as "externalId", b.created_at as "createdAt",
      b.number = n.newest as "isNewest"
    from (
      select r.* from repo r join repo_import i on i.repo_id = r.id
      where r.server_id = ${serverId} and r.is_current and r.ended_at is null
        and (${externalRepoId}::bigint is null or r.drone_id = ${externalRepoId})
      order by i.builds_stored desc, r.id limit ${REPOS_COMPARED}
    ) r
    cross join lateral (
      select max(number) as newest, min(number) as oldest from build where repo_id = r.id
    ) n
    join build b on b.repo_id = r.id and b.number in (n.newest, n.oldest, (
      select min(number) from build where repo_id = r.id and number >= (n.newest + n.oldest) / 2))
    order by b.number = n.newest desc, r.id, b.number desc`);
  return rows;
}

/** What the server does not let be read says nothing, and what it does not have only that it does not stand where the stored one did. */
async function compare(
  client: CiClient,
  sample: readonly StoredBuild[],
  { untilSame }: { untilSame: boolean },
): Promise<Comparison> {
  const result: Comparison = { same: 0, others: 0, replaced: new Set(), newestDiffer: false };
  for (const stored of sample) {
    const { externalRepoId, slug, number, externalId, createdAt, isNewest } = stored;
    if (result.replaced.has(externalRepoId)) continue;
    try {
      const found = await client.fetchBuild({ externalId: externalRepoId, slug }, number);
      const isSame = found?.externalId === externalId && found.createdAt.getTime() === createdAt.getTime();
      if (isSame) result.same += 1;
      else result.newestDiffer ||= isNewest;
      if (!isSame && found !== null) result.others += 1;
    } catch (error) {
      if (error instanceof CiReplacedError) result.replaced.add(externalRepoId);
      else if (error instanceof CiUnreachableError || !(error instanceof CiError)) throw error;
    }
    if (untilSame && result.same > 0) break;
  }
  return result;
}

async function hasRepos(pool: pg.Pool, serverId: number): Promise<boolean> {
  const found = await pool.query(sql`select 1 from repo where server_id = ${serverId} limit 1`);
  return found.rowCount !== 0;
}

/** The address leads to the server that is known; the row that was made for it goes. */
async function moveAddress(
  pool: pg.Pool,
  { from, to, url }: { from: number; to: number; url: string },
): Promise<void> {
  await inTransaction(pool, async client => {
    await client.query(sql`update server_address set server_id = ${to} where server_id = ${from}`);
    await client.query(sql`update poller set server_id = ${to} where server_id = ${from}`);
    await client.query(sql`delete from server where id = ${from}`);
    await client.query(sql`update server set url = ${url} where id = ${to}`);
  });
}

/** Another server stands where one stood: that one keeps what is stored of it, and nothing more is asked of it. */
export async function startAnew(
  pool: pg.Pool,
  { serverId, kind, url }: { serverId: number; kind: string; url: string },
): Promise<{ serverId: number; note: string }> {
  const until = `${url}/#until-${new Date().toISOString().slice(0, 16)}`;
  const id = await inTransaction(pool, async client => {
    await client.query(sql`
      update server set url = ${until}, last_error = null, last_error_at = null where id = ${serverId}`);
    await endReposOfServer(client, serverId);
    const added = await client.query<{ id: number }>(sql`
      insert into server (kind, url) values (${kind}, ${url}) returning id`);
    const newId = added.rows[0]?.id;
    if (newId === undefined) throw new Error(`no row could be made for ${url}`);
    await client.query(sql`update server_address set server_id = ${newId} where url = ${url}`);
    return newId;
  });
  const note = `another server answers at ${url} than before: its repositories and builds are others. What is stored of the old one stays`;
  return { serverId: id, note };
}
