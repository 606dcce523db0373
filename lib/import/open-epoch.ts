import type pg from 'pg';
import { inTransaction } from '@/lib/db/in-transaction';
import { sql } from '@/lib/db/sql';
import { markStaleWeeks } from '@/lib/weeks/upkeep';
import { openWeeks } from './gone-repos';
import type { RepoLease } from './repo-lease';

/** After a restore its repositories are found out about one by one; in this time they have all been looked at. */
const LOOKED_FOR = sql`interval '1 hour'`;

/**
 * What was lost of the other repositories of the server, nobody sees whose counter stands where it stood: all their lists
 * are read again, once, a request for each.
 */
async function lookAtOthers(pool: pg.Pool, lease: RepoLease): Promise<void> {
  await pool.query(sql`
    update repo_import i set hints = i.hints + 1, due_at = least(i.due_at, now())
    from repo r
    where r.id = i.repo_id and r.server_id = ${lease.serverId} and r.id <> ${lease.repoId}
      and r.is_current and r.ended_at is null and i.newest_listed is not null
      and not exists (
        select 1 from repo other
        where other.server_id = ${lease.serverId} and other.epoch > 1 and other.created_at > now() - ${LOOKED_FOR})`);
}

/**
 * A server restored from a backup hands out numbers again. What is stored stays as it is; the repository
 * goes on under a new repo_id from the first number that now belongs to another build.
 *
 * @returns the new repo_id
 */
export async function openEpoch(pool: pg.Pool, lease: RepoLease, firstNumber: number): Promise<number> {
  await lookAtOthers(pool, lease);
  return inTransaction(pool, async client => {
    // Builds that had not ended are under way no longer; their weeks are marked before what is to do, as all do it.
    await markStaleWeeks(client, await openWeeks(client, [lease.repoId]));
    await client.query(sql`
      delete from log_todo where repo_id = ${lease.repoId} and build_number >= ${firstNumber}`);
    await client.query(sql`
      delete from build_todo where repo_id = ${lease.repoId} and number >= ${firstNumber}`);
    // What is still to be listed of the old one lies below: numbers from there on are other builds now.
    const old = await client.query<{ counter: number }>(sql`
      update repo_import i
      set counter = least(i.newest_listed, ${firstNumber - 1}::bigint),
        newest_listed = least(i.newest_listed, ${firstNumber - 1}::bigint),
        oldest_listed = least(i.oldest_listed, ${firstNumber}::bigint),
        counter_listed = null, relist_count = 0, relist_at = null, hints = 0,
        counter_fell = false, lease_owner = null, lease_until = null, due_at = now()
      from (select counter from repo_import where repo_id = ${lease.repoId}) as before
      where i.repo_id = ${lease.repoId} and i.lease_owner = ${lease.owner}
      returning before.counter`);
    await client.query(sql`update repo set is_current = false where id = ${lease.repoId}`);
    const opened = await client.query<{ id: number }>(sql`
      insert into repo (server_id, drone_id, epoch, first_number, slug, namespace, name, default_branch,
        link, visibility, active)
      select server_id, drone_id, epoch + 1, ${firstNumber}::bigint, slug, namespace, name, default_branch,
        link, visibility, active
      from repo where id = ${lease.repoId}
      returning id`);
    const id = opened.rows[0]?.id;
    if (id === undefined) throw new Error(`repository ${lease.repoId} is gone from the database`);
    await client.query(sql`
      insert into repo_import (repo_id, counter, builds_kept_from)
      values (${id}, ${old.rows[0]?.counter ?? lease.counter}, ${lease.keptFrom})`);
    return id;
  });
}
