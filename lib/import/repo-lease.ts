import type pg from 'pg';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { storableMessage } from '@/lib/db/storable-text';

export const LEASE_SECONDS = 60;
/** A poller that is silent for longer is dead. One that was killed leaves its leases behind, which end by that. */
const SILENCE_SECONDS = 10;
/** Among so many that have been due for longest the most urgent is looked for: with more, looking would take longer than reading. */
const LOOKED_THROUGH = 200;

/** The right to import one repository, held by one poller at a time; every write renews it. */
export interface RepoLease {
  repoId: number;
  serverId: number;
  owner: string;
  slug: string;
  /** The server's own id of the repository. */
  externalId: number;
  /** Builds below this number belong to an earlier epoch of the repository. */
  firstNumber: number;
  counter: number;
  counterFell: boolean;
  /** The highest number that a list has shown, or the one before the first that is still looked for. */
  newestListed: number | null;
  /** The counter up to which nothing more is looked for. */
  counterListed: number | null;
  /** How often numbers that are counted and not listed were looked for since the counter moved. */
  relistCount: number;
  /** There may be builds that are not listed yet, and it is time to look. */
  isBehind: boolean;
  /** How many webhooks told of builds that are not stored, since the list was read. */
  hints: number;
  oldestListed: number | null;
  nextPage: number;
  historyDone: boolean;
  failedTurns: number;
  /** Builds that were over before are kept no longer; null: all are kept. */
  keptFrom: Date | null;
}

/** Another poller took the repository over, because this one was silent for too long. Nothing was stored. */
export class LeaseLostError extends Error {
  constructor(slug: string) {
    super(`another poller has taken over ${slug}`);
    this.name = 'LeaseLostError';
  }
}

/** Of `repo_import i`: a number was counted that no list has shown, and is still looked for. */
const IS_BEHIND: SqlStatement = sql`i.counter > greatest(coalesce(i.newest_listed, 0), coalesce(i.counter_listed, 0))`;
/** And it is time to look. */
const MAY_BE_LISTED: SqlStatement = sql`(${IS_BEHIND} and (i.relist_at is null or i.relist_at <= now()))`;

/** It is due, and nobody who lives holds it. Asked again once its row is locked, since another may have been faster. */
const MAY_BE_TAKEN: SqlStatement = sql`
  i.due_at <= now()
  and (i.lease_until is null or i.lease_until < now() or not exists (
    select 1 from poller p
    where p.id = i.lease_owner and p.heartbeat_at > now() - ${SILENCE_SECONDS} * interval '1 second'))`;

/**
 * Takes the repository whose work is most urgent: new builds first, then the newest history that is
 * missing, so that all repositories grow backwards in time together. Null when none is due.
 */
export async function takeLease(pool: pg.Pool, serverId: number, owner: string): Promise<RepoLease | null> {
  const taken = await pool.query<RepoLease>(sql`
    with due as (
      select i.repo_id
      from repo_import i
      join repo r on r.id = i.repo_id
      where r.server_id = ${serverId} and r.ended_at is null
        and ${MAY_BE_TAKEN}
      order by i.due_at
      limit ${LOOKED_THROUGH}
    ),
    chosen as (
      select i.repo_id
      from repo_import i join due using (repo_id)
      where ${MAY_BE_TAKEN}
      order by
        i.newest_listed is not null and (i.hints > 0 or ${MAY_BE_LISTED}) desc,
        coalesce(
          (select t.created_at from build_todo t
            where t.repo_id = i.repo_id and t.due_at <= now() and t.created_at is not null
            order by t.number desc limit 1),
          i.oldest_listed_at
        ) desc nulls first
      limit 1
      for update of i skip locked
    )
    update repo_import i
    set lease_owner = ${owner}, lease_until = now() + ${LEASE_SECONDS} * interval '1 second',
        -- Of an earlier epoch nothing more is listed: what a webhook told of meanwhile is a build of the next one.
        hints = case when r.is_current then i.hints else 0 end
    from chosen c, repo r
    where i.repo_id = c.repo_id and r.id = i.repo_id
    returning i.repo_id as "repoId", r.server_id as "serverId", i.lease_owner as "owner", r.slug, r.drone_id as "externalId",
      r.first_number as "firstNumber", i.counter, i.counter_fell as "counterFell", i.newest_listed as "newestListed",
      i.counter_listed as "counterListed", i.relist_count as "relistCount",
      ${MAY_BE_LISTED} as "isBehind", i.hints,
      i.oldest_listed as "oldestListed", i.next_page as "nextPage", i.history_done as "historyDone",
      i.failed_turns as "failedTurns", i.builds_kept_from as "keptFrom"`);
  return taken.rows[0] ?? null;
}

/** Renews the lease inside a writing transaction and counts what it stored. */
export async function keepLease(client: pg.PoolClient, lease: RepoLease, inserted = 0): Promise<void> {
  const kept = await client.query(sql`
    update repo_import
    set lease_until = now() + ${LEASE_SECONDS} * interval '1 second',
        builds_stored = builds_stored + ${inserted}
    where repo_id = ${lease.repoId} and lease_owner = ${lease.owner}`);
  if (kept.rowCount === 0) throw new LeaseLostError(lease.slug);
}

/**
 * Gives the repository back. It is due again when its next build is, when a failed turn may be tried
 * again, or when discovery sees its counter move (discovery sets due_at then).
 */
export async function releaseLease(
  pool: pg.Pool,
  lease: RepoLease,
  end: { again: 'now' | 'when due' } | { error: string; retryAfterMs: number },
): Promise<void> {
  if ('error' in end) {
    await pool.query(sql`
      update repo_import
      set lease_owner = null, lease_until = null, failed_turns = failed_turns + 1,
          last_error = ${storableMessage(end.error)}, last_error_at = now(),
          due_at = now() + ${end.retryAfterMs} * interval '1 millisecond'
      where repo_id = ${lease.repoId} and lease_owner = ${lease.owner}`);
    return;
  }
  await pool.query(sql`
    update repo_import i
    set lease_owner = null, lease_until = null, failed_turns = 0, last_error = null, last_error_at = null,
        due_at = case
          when ${end.again === 'now'}::boolean then now()
          else least(
            case when i.hints > 0 then now() end,
            case when ${IS_BEHIND} then coalesce(i.relist_at, now()) end,
            coalesce((select min(t.due_at) from build_todo t where t.repo_id = i.repo_id), 'infinity'))
        end
    where i.repo_id = ${lease.repoId} and i.lease_owner = ${lease.owner}`);
}

/** Of a poller that holds none any more but may not know: what was answered when the database went away did not reach it. */
export async function releaseLeasesOf(pool: pg.Pool, owner: string): Promise<void> {
  await pool.query(sql`
    update repo_import set lease_owner = null, lease_until = null where lease_owner = ${owner}`);
}
