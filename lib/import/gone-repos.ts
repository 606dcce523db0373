import type pg from 'pg';
import { CiError, CiNotReadableError, CiReplacedError, CiUnreachableError } from '@/lib/ci/ci-errors';
import type { CiClient } from '@/lib/ci/ci-server';
import { inTransaction } from '@/lib/db/in-transaction';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { OPEN_STATUSES } from '@/lib/facts/vocabulary';
import { HOUR_S } from '@/lib/time/units';
import { markStaleWeeks } from '@/lib/weeks/upkeep';

/** Asked for by name at each look: with more, a list that lacks many would be a burst of requests. */
const CONFIRMED_AT_ONCE = 20;
/** One that is there after all is asked for again after so long. */
export const CONFIRM_AGAIN_S = HOUR_S;
/** Who sees only some repositories may have lost the right to others for a while. */
const PATIENCE_HOURS = 24;

/** Why nothing more is asked of a repository: another one has its name, or there is none of its name. */
type EndReason = 'replaced' | 'gone';

/** Repositories of ours that a list lacks, and what became of them. */
interface MissingRepo {
  id: number;
  externalId: number;
  slug: string;
  hasPatience: boolean;
}

/**
 * Looks for what a whole list of repositories lacks. One that does not answer to its name either is gone, and ended; one
 * that does stays as it is, since a list can lack what exists.
 *
 * @param listed the server's ids in the list
 * @param isComplete whether the list has all repositories of the server, rather than those of one user
 * @returns what ended, in words
 */
export async function endMissingRepos(
  pool: pg.Pool,
  client: CiClient,
  serverId: number,
  listed: ReadonlySet<number>,
  isComplete: boolean,
): Promise<string[]> {
  const ids = [...listed];
  await pool.query(sql`
    update repo r set missing_since = now()
    where r.server_id = ${serverId} and r.missing_since is null and r.ended_at is null
      and not exists (select 1 from unnest(${ids}::bigint[]) as l(id) where l.id = r.drone_id)`);
  const { rows } = await pool.query<MissingRepo>(sql`
    select r.id, r.drone_id as "externalId", r.slug,
      not ${isComplete} and r.missing_since > now() - ${PATIENCE_HOURS} * interval '1 hour' as "hasPatience"
    from repo r
    where r.server_id = ${serverId} and r.is_current and r.missing_since is not null and r.ended_at is null
      and (r.confirm_at is null or r.confirm_at <= now())
    order by r.confirm_at nulls first, r.id
    limit ${CONFIRMED_AT_ONCE}`);
  const ended: string[] = [];
  for (const repo of rows) {
    const reason = await reasonOf(client, repo);
    if (reason === null || (reason === 'gone' && repo.hasPatience)) {
      await pool.query(
        sql`update repo set confirm_at = now() + ${CONFIRM_AGAIN_S} * interval '1 second' where id = ${repo.id}`,
      );
      continue;
    }
    await endRepo(pool, repo.id, reason);
    ended.push(describeEnd(repo.slug, reason));
  }
  return ended;
}

/** @returns null: it is there after all */
async function reasonOf(client: CiClient, repo: MissingRepo): Promise<EndReason | null> {
  try {
    await client.confirmRepo(repo);
    return null;
  } catch (error) {
    if (error instanceof CiReplacedError) return 'replaced';
    if (error instanceof CiNotReadableError) return 'gone';
    // One that cannot be asked for now is asked for later, and holds up no other.
    if (error instanceof CiError && !(error instanceof CiUnreachableError)) return null;
    throw error;
  }
}

/** As the log tells it, once. */
export function describeEnd(slug: string, reason: EndReason): string {
  const why =
    reason === 'gone'
      ? 'is no longer on the server'
      : 'was deleted and made again, or its name was given away';
  return `${slug} ${why}: its history stays, and nothing more is asked of it`;
}

/**
 * Nothing more is asked of a repository, in whatever epoch. What is stored stays; builds that had not ended will never
 * be seen to end, so that they are under way no longer.
 */
export async function endRepo(pool: pg.Pool, repoId: number, reason: EndReason): Promise<void> {
  const isIt = sql`(r.server_id, r.drone_id) = (select one.server_id, one.drone_id from repo one where one.id = ${repoId})`;
  await inTransaction(pool, client => endRepos(client, isIt, reason));
}

/** The same of all repositories of a server that is no more. */
export async function endReposOfServer(client: pg.PoolClient, serverId: number): Promise<void> {
  await endRepos(client, sql`r.server_id = ${serverId}`, 'gone');
}

/** @param which of `repo r` */
async function endRepos(client: pg.PoolClient, which: SqlStatement, reason: EndReason): Promise<void> {
  const { rows } = await client.query<{ id: number }>(sql`
    update repo r set active = false, ended_at = now(), ended_reason = ${reason}
    where ${which} and r.ended_at is null
    returning r.id`);
  const ids = rows.map(({ id }) => id);
  // In the order of those who store builds and logs, so that nobody waits for others in a circle.
  await client.query(sql`
    update build set is_final = true
    where repo_id = any(${ids}::int[]) and finished_at is null and status = any(${OPEN_STATUSES}::text[])`);
  await markStaleWeeks(client, await openWeeks(client, ids));
  await client.query(sql`delete from log_todo where repo_id = any(${ids}::int[])`);
  await client.query(sql`delete from build_todo where repo_id = any(${ids}::int[])`);
  await client.query(sql`
    update repo_import
    set history_done = true, lease_owner = null, lease_until = null, due_at = 'infinity', failed_turns = 0,
      last_error = null, last_error_at = null, list_error = null, list_error_at = null, relist_at = null
    where repo_id = any(${ids}::int[])`);
}

/** Packed weeks of builds that had not ended: how far these came is known now. */
export async function openWeeks(
  client: pg.PoolClient,
  repoIds: readonly number[],
): Promise<Array<{ repoId: number; week: string }>> {
  const { rows } = await client.query<{ repoId: number; week: string }>(sql`
    select distinct p.repo_id as "repoId", p.week::text as week
    from build b
    join packed_week p on p.repo_id = b.repo_id
      and p.week = date_trunc('week', b.created_at at time zone p.time_zone)::date
    where b.repo_id = any(${repoIds}::int[]) and b.finished_at is null`);
  return rows;
}
