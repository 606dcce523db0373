import type pg from 'pg';
import { inTransaction } from '@/lib/db/in-transaction';
import { rowsAsJson } from '@/lib/db/rows-as-json';
import { type SqlStatement, sql } from '@/lib/db/sql';
import type { RepoFact } from '@/lib/facts/build-fact';

/**
 * Stores what the server says of its repositories. A repository that never built and is not active is not
 * stored; one that is missing from the list is left as it is, since a list can lack what exists. Where the
 * counter moved, the repository becomes due.
 *
 * @returns how many repositories the server has that are worth following
 */
export async function storeRepos(
  pool: pg.Pool,
  serverId: number,
  repos: readonly RepoFact[],
): Promise<number> {
  const rows = repos
    .filter(repo => repo.active || repo.counter > 0)
    .map(repo => ({
      drone_id: repo.externalId,
      slug: repo.slug,
      namespace: repo.namespace,
      name: repo.name,
      default_branch: repo.defaultBranch,
      link: repo.link,
      visibility: repo.visibility,
      active: repo.active,
      is_protected: repo.isProtected,
      counter: repo.counter,
    }));
  const json = rowsAsJson(rows);
  await inTransaction(pool, async client => {
    await client.query(sql`
      insert into repo (server_id, drone_id, slug, namespace, name, default_branch, link, visibility, active, is_protected)
      select ${serverId}::int, r.drone_id, r.slug, r.namespace, r.name, r.default_branch, r.link,
        r.visibility, r.active, r.is_protected
      from json_populate_recordset(null::repo, ${json}::json) as r
      where not exists (
        select 1 from repo known where known.server_id = ${serverId} and known.drone_id = r.drone_id)
      on conflict do nothing`);
    await client.query(markChangedRepos(serverId, json));
    await client.query(sql`
      update repo known
      set slug = r.slug, namespace = r.namespace, name = r.name, default_branch = r.default_branch,
        link = r.link, visibility = r.visibility, active = r.active,
        is_protected = r.is_protected
      from json_populate_recordset(null::repo, ${json}::json) as r
      where known.server_id = ${serverId} and known.drone_id = r.drone_id
        and (known.slug, known.namespace, known.name, known.default_branch, known.link, known.visibility,
          known.active, known.is_protected) is distinct from
          (r.slug, r.namespace, r.name, r.default_branch, r.link, r.visibility, r.active, r.is_protected)`);
    await client.query(sql`
      insert into repo_import (repo_id, counter)
      select known.id, r.counter
      from json_to_recordset(${json}::json) as r(drone_id bigint, counter int)
      join repo known on known.server_id = ${serverId} and known.drone_id = r.drone_id and known.is_current
      on conflict (repo_id) do update set counter = excluded.counter, due_at = now(),
        counter_fell = repo_import.counter_fell or excluded.counter < repo_import.counter
      where repo_import.counter <> excluded.counter`);
  });
  return rows.length;
}

/** Packed weeks tell which builds are on the default branch, and which may have waited for an approval. */
function markChangedRepos(serverId: number, json: string): SqlStatement {
  return sql`
    insert into dirty_week (repo_id, week, first_marked_at, marked_at)
    select p.repo_id, p.week, clock_timestamp(), clock_timestamp()
    from json_to_recordset(${json}::json) as r(drone_id bigint, default_branch text, is_protected bool)
    join repo known on known.server_id = ${serverId} and known.drone_id = r.drone_id
    join packed_week p on p.repo_id = known.id
    where (known.default_branch, known.is_protected) is distinct from (r.default_branch, r.is_protected)
    order by 1, 2
    on conflict (repo_id, week) do update set marked_at = excluded.marked_at`;
}
