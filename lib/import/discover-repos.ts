import type pg from 'pg';
import type { ListPage, OddEntry } from '@/lib/ci/ci-server';
import { inTransaction } from '@/lib/db/in-transaction';
import { rowsAsJson } from '@/lib/db/rows-as-json';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { storableMessage, storableText } from '@/lib/db/storable-text';
import type { RepoFact } from '@/lib/facts/build-fact';
import { OPEN_STATUSES } from '@/lib/facts/vocabulary';

/** Rows that are compared, and written where they changed, at a time. */
const ROWS_AT_ONCE = 1000;

/** What a list of repositories held. */
export interface SeenRepos {
  /** The server's ids of all that are worth following. */
  followed: Set<number>;
  /** The ids of all, those that are not followed too. */
  listed: Set<number>;
  /** What could not be read or stored; the others were. */
  odd: OddEntry[];
}

/** Under an id that is known a repository with other builds is listed: the list is that of another server. */
export class OtherServersListError extends Error {
  constructor(slug: string) {
    super(`${slug} has the id of another repository that is stored, and other builds`);
    this.name = new.target.name;
  }
}

/**
 * Stores what the server says of its repositories, part by part as the list comes in; what has not changed is compared
 * and not written. A repository that never built and is not active is not stored. Where the counter moved, the
 * repository becomes due.
 *
 * What has another name is confirmed when the list has ended, since an open list keeps one of the places for requests,
 * and there may be no other. What comes behind it is held until then: it may be that of another server.
 *
 * @param isRenamed whether what has another name now than is stored under its id is the same repository
 * @throws OtherServersListError when one is not
 */
export async function storeListedRepos(
  pool: pg.Pool,
  serverId: number,
  list: AsyncIterable<ListPage<RepoFact>>,
  isRenamed: (repo: RepoFact) => Promise<boolean>,
): Promise<SeenRepos> {
  const seen: SeenRepos = { followed: new Set(), listed: new Set(), odd: [] };
  let waiting: RepoFact[] = [];
  let isHeld = false;
  for await (const { entries, odd } of list) {
    seen.odd.push(...odd);
    for (const repo of entries) {
      seen.listed.add(repo.externalId);
      if (!repo.active && repo.counter === 0) continue;
      seen.followed.add(repo.externalId);
      waiting.push(repo);
    }
    if (isHeld || waiting.length < ROWS_AT_ONCE) continue;
    isHeld = (await readRenamed(pool, serverId, waiting)).length > 0;
    if (isHeld) continue;
    seen.odd.push(...(await storeRepos(pool, serverId, waiting)));
    waiting = [];
  }
  for (let from = 0; from < waiting.length; from += ROWS_AT_ONCE) {
    const repos = waiting.slice(from, from + ROWS_AT_ONCE);
    for (const repo of await readRenamed(pool, serverId, repos))
      if (!(await isRenamed(repo))) throw new OtherServersListError(repo.slug);
    seen.odd.push(...(await storeRepos(pool, serverId, repos)));
  }
  return seen;
}

async function readRenamed(pool: pg.Pool, serverId: number, repos: readonly RepoFact[]): Promise<RepoFact[]> {
  const { rows } = await pool.query<{ id: number; slug: string }>(sql`
    select r.drone_id as id, r.slug from repo r
    where r.server_id = ${serverId} and r.is_current and r.drone_id = any(${repos.map(({ externalId }) => externalId)}::bigint[])`);
  const slugs = new Map(rows.map(({ id, slug }) => [id, slug]));
  return repos.filter(({ externalId, slug }) => (slugs.get(externalId) ?? slug) !== storableText(slug));
}

/** @returns those that the database refuses, and why */
export async function storeRepos(
  pool: pg.Pool,
  serverId: number,
  repos: readonly RepoFact[],
): Promise<OddEntry[]> {
  const rows = [...new Map(repos.map(repo => [repo.externalId, rowOf(repo)])).values()];
  const changed = await withoutUnchanged(pool, serverId, rows);
  if (changed.length === 0) return [];
  try {
    await writeRepos(pool, serverId, changed);
    return [];
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return await writeOneByOne(pool, serverId, changed);
  }
}

/** A batch is refused for one of them. @throws when the database is away: that is no matter of theirs */
async function writeOneByOne(pool: pg.Pool, serverId: number, rows: readonly RepoRow[]): Promise<OddEntry[]> {
  const odd: OddEntry[] = [];
  for (const row of rows) {
    try {
      await writeRepos(pool, serverId, [row]);
    } catch (cause) {
      await pool.query('select 1');
      odd.push({ number: null, name: row.slug, reason: storableMessage(cause) });
    }
  }
  return odd;
}

type RepoRow = ReturnType<typeof rowOf>;

function rowOf(repo: RepoFact) {
  const text = (value: string | null) => (value === null ? null : storableText(value));
  return {
    drone_id: repo.externalId,
    slug: storableText(repo.slug),
    namespace: storableText(repo.namespace),
    name: storableText(repo.name),
    default_branch: text(repo.defaultBranch),
    link: text(repo.link),
    visibility: text(repo.visibility),
    active: repo.active,
    is_protected: repo.isProtected,
    counter: repo.counter,
  };
}

async function withoutUnchanged(pool: pg.Pool, serverId: number, rows: RepoRow[]): Promise<RepoRow[]> {
  if (rows.length === 0) return [];
  const stored = await pool.query<RepoRow>(sql`
    select r.drone_id, r.slug, r.namespace, r.name, r.default_branch, r.link, r.visibility, r.active,
      r.is_protected, i.counter
    from repo r join repo_import i on i.repo_id = r.id
    where r.server_id = ${serverId} and r.drone_id = any(${rows.map(row => row.drone_id)}::bigint[])
      and r.is_current and r.ended_at is null and r.missing_since is null`);
  const known = new Map(stored.rows.map(row => [row.drone_id, row]));
  return rows.filter(row => {
    const old = known.get(row.drone_id);
    if (old === undefined) return true;
    return COMPARED.some(column => old[column] !== row[column]);
  });
}

const COMPARED = [
  'slug',
  'namespace',
  'name',
  'default_branch',
  'link',
  'visibility',
  'active',
  'is_protected',
  'counter',
] as const;

async function writeRepos(pool: pg.Pool, serverId: number, rows: readonly RepoRow[]): Promise<void> {
  const json = rowsAsJson(rows);
  await inTransaction(pool, async client => {
    await client.query(sql`
      insert into repo (server_id, drone_id, slug, namespace, name, default_branch, link, visibility, active, is_protected)
      select ${serverId}::int, r.drone_id, r.slug, r.namespace, r.name, r.default_branch, r.link,
        r.visibility, r.active, r.is_protected
      from json_populate_recordset(null::repo, ${json}::json) as r
      where not exists (
        select 1 from repo known where known.server_id = ${serverId} and known.drone_id = r.drone_id)
      on conflict (server_id, drone_id, epoch) do nothing`);
    await client.query(markChangedRepos(serverId, json));
    await client.query(reviveEnded(serverId, json));
    // Under another name it may be readable again.
    await client.query(sql`
      update repo_import i set due_at = now()
      from json_populate_recordset(null::repo, ${json}::json) as r
      join repo known on known.server_id = ${serverId} and known.drone_id = r.drone_id and known.slug <> r.slug
      where i.repo_id = known.id and i.failed_turns > 0`);
    await client.query(sql`
      update repo known
      set slug = r.slug, namespace = r.namespace, name = r.name, default_branch = r.default_branch,
        link = r.link, visibility = r.visibility, active = r.active,
        is_protected = r.is_protected, missing_since = null, confirm_at = null, ended_at = null, ended_reason = null
      from json_populate_recordset(null::repo, ${json}::json) as r
      where known.server_id = ${serverId} and known.drone_id = r.drone_id
        and (known.slug, known.namespace, known.name, known.default_branch, known.link, known.visibility,
          known.active, known.is_protected, known.missing_since, known.ended_at) is distinct from
          (r.slug, r.namespace, r.name, r.default_branch, r.link, r.visibility, r.active, r.is_protected,
          null::timestamptz, null::timestamptz)`);
    // Where nothing was ever counted there is nothing to ask for. New builds go before the history of all others. From when
    // on builds are kept is the same for all of a server: any that was there before tells.
    await client.query(sql`
      insert into repo_import (repo_id, builds_kept_from, counter, history_done, newest_listed, due_at)
      select known.id, (
          select i.builds_kept_from from repo other join repo_import i on i.repo_id = other.id
          where other.server_id = ${serverId} order by other.server_id, other.drone_id, other.epoch limit 1), r.counter, r.counter = 0, case when r.counter = 0 then 0 end,
        case when r.counter = 0 then 'infinity' else now() end
      from json_to_recordset(${json}::json) as r(drone_id bigint, counter bigint)
      join repo known on known.server_id = ${serverId} and known.drone_id = r.drone_id and known.is_current
      on conflict (repo_id) do update set counter = excluded.counter,
        due_at = case when repo_import.newest_listed is null then now() else '-infinity' end,
        relist_count = 0, relist_at = null,
        counter_fell = repo_import.counter_fell or excluded.counter < repo_import.counter
      where repo_import.counter <> excluded.counter`);
  });
}

/**
 * A repository that was thought to be gone is there again: its list is read anew, which costs little, since what is
 * stored is not fetched twice; but its builds without an end are, and its logs.
 */
function reviveEnded(serverId: number, json: string): SqlStatement {
  return sql`
    with revived as (
      select known.id from json_to_recordset(${json}::json) as r(drone_id bigint)
      join repo known on known.server_id = ${serverId} and known.drone_id = r.drone_id
      where known.ended_at is not null and known.is_current
    ),
    reopened as (
      update build b set is_final = false from revived
      where b.repo_id = revived.id and b.finished_at is null and b.status = any(${OPEN_STATUSES}::text[])
      returning b.repo_id, b.number, b.created_at
    ),
    listed as (
      insert into build_todo (repo_id, number, reason, created_at)
      select repo_id, number, 'unfinished', created_at from reopened
      on conflict (repo_id, number) do nothing
    )
    update repo_import i
    set history_done = false, newest_listed = null, oldest_listed = null, oldest_listed_at = null,
      oldest_listed_id = null, next_page = 1, counter_listed = null, log_policy = null, due_at = now()
    from revived where i.repo_id = revived.id`;
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
