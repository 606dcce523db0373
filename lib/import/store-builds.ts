import type pg from 'pg';
import { hasCode } from '@/lib/db/has-code';
import { inTransaction } from '@/lib/db/in-transaction';
import { rowsAsJson } from '@/lib/db/rows-as-json';
import { type SqlStatement, sql } from '@/lib/db/sql';
import type { BuildFact } from '@/lib/facts/build-fact';
import { isFinalBuild } from '@/lib/facts/build-rules';
import { MAY_BE_STUCK, ODD_REASON } from '@/lib/facts/build-sql';
import { MINUTE_MS } from '@/lib/time/units';
import { buildRows, insertBuilds, type SettledBuild, upsertBuilds } from './build-rows';
import { addLogTodo, type LogPolicy } from './log-policy';
import { type BuildMark, isSameBuild, OtherBuildError } from './other-build';
import { recheckAfterMs } from './recheck-after';
import { keepLease, type RepoLease } from './repo-lease';

const SETTLE_MS = 2 * MINUTE_MS;
const UNIQUE_VIOLATION = '23505';

export interface StoreOptions {
  now: Date;
  /** The organisation's zone: it decides which local days are marked. */
  timeZone: string;
  logPolicy: LogPolicy;
}

/**
 * Stores whole builds of one repository with their stages and steps, marks what must be recomputed, and
 * takes finished ones off the list of work, all in one transaction. Writing twice changes nothing, and an
 * older answer never overwrites a newer one (Drone's `version` decides).
 *
 * @returns how many of the builds were not stored before
 * @throws LeaseLostError when another poller has taken the repository over, OtherBuildError when another build is
 *   stored under a number; nothing is stored then
 */
export async function storeBuilds(
  pool: pg.Pool,
  lease: RepoLease,
  builds: readonly BuildFact[],
  options: StoreOptions,
): Promise<number> {
  if (builds.length === 0) return 0;
  const { now } = options;
  const facts = builds.map(build => ({ ...build, isFinal: isFinalBuild(build) && hasSettled(build, now) }));
  // In the order of their keys rows cost a tenth less.
  facts.sort((a, b) => a.number - b.number);
  const store = (areNew: boolean) =>
    inTransaction(pool, client => storeFacts(client, lease, facts, areNew, options));
  if (await isSomeStored(pool, lease, facts)) return store(false);
  try {
    return await store(true);
  } catch (error) {
    // Somebody has stored some of them since they were looked for.
    if (hasCode(error, UNIQUE_VIOLATION)) return store(false);
    throw error;
  }
}

async function storeFacts(
  client: pg.PoolClient,
  lease: RepoLease,
  facts: readonly SettledBuild[],
  areNew: boolean,
  { now, timeZone, logPolicy }: StoreOptions,
): Promise<number> {
  const { repoId } = lease;
  const numbers = facts.map(({ number }) => number);
  const rows = buildRows(repoId, facts, now);
  // A build that moves to another week concerns both.
  const left = areNew ? [] : await readWeeks(client, repoId, numbers, timeZone);
  const inserted = await (areNew ? insertBuilds(client, rows) : upsertBuilds(client, rows));
  await client.query(markWeeks(repoId, numbers, timeZone, left));
  if (logPolicy.minStepSeconds !== null) await client.query(addLogTodo(repoId, numbers, logPolicy));
  await client.query(finishTodo(repoId, numbers));
  const unfinished = facts.filter(({ isFinal }) => !isFinal);
  if (unfinished.length > 0) await client.query(postponeTodo(repoId, unfinished, now));
  await keepLease(client, lease, inserted);
  return inserted;
}

/** @throws OtherBuildError */
async function isSomeStored(
  pool: pg.Pool,
  { repoId, slug }: RepoLease,
  facts: readonly BuildFact[],
): Promise<boolean> {
  const numbers = facts.map(({ number }) => number);
  const { rows } = await pool.query<BuildMark & { number: number }>(sql`
    select number, drone_id as "externalId", created_at as "createdAt"
    from build where repo_id = ${repoId} and number = any(${numbers}::bigint[])`);
  const stored = new Map(rows.map(row => [row.number, row]));
  for (const fact of facts) {
    const other = stored.get(fact.number);
    if (other !== undefined && !isSameBuild(other, fact)) throw new OtherBuildError(slug, fact.number);
  }
  return rows.length > 0;
}

/** A runner reports once more after a cancel or a crash, so such a build gets a last look a little later. */
function hasSettled(build: BuildFact, now: Date): boolean {
  if (build.finishedAt === null || build.status === 'success' || build.status === 'failure') return true;
  return now.getTime() - build.finishedAt.getTime() >= SETTLE_MS;
}

async function readWeeks(
  client: pg.PoolClient,
  repoId: number,
  numbers: number[],
  timeZone: string,
): Promise<string[]> {
  const { rows } = await client.query<{ week: string }>(sql`
    select distinct date_trunc('week', coalesce(finished_at, created_at) at time zone ${timeZone})::date::text as week
    from build b
    where repo_id = ${repoId} and number = any(${numbers}::bigint[]) and ${ODD_REASON} is null`);
  return rows.map(({ week }) => week);
}

/**
 * The weeks in which these builds finished, or were created where they may be stuck, those that they left, and those of
 * later builds of the same commits: these may turn out to be reruns now, or learn when their push was. All at once and in
 * order, so that two that mark weeks do not wait for each other in a circle.
 */
function markWeeks(repoId: number, numbers: number[], timeZone: string, left: string[]): SqlStatement {
  return sql`
    with stored as materialized (
      select repo_id, number, status, after_sha, created_at, started_at, finished_at
      from build where repo_id = ${repoId} and number = any(${numbers}::bigint[])
    )
    insert into dirty_week (repo_id, week, first_marked_at, marked_at)
    select ${repoId}::int, w.week, clock_timestamp(), clock_timestamp()
    from (
      select date_trunc('week', coalesce(b.finished_at, b.created_at) at time zone ${timeZone})::date as week
      from stored b
      where ${ODD_REASON} is null and (b.finished_at is not null or ${MAY_BE_STUCK})
      union
      select date_trunc('week', later.finished_at at time zone ${timeZone})::date
      from stored b
      join build later on later.repo_id = b.repo_id and later.after_sha = b.after_sha and later.number > b.number
      where later.finished_at < now() + interval '1 day'
      union
      select unnest(${left}::date[])
    ) w
    where w.week is not null
    order by w.week
    on conflict (repo_id, week) do update set marked_at = excluded.marked_at`;
}

function finishTodo(repoId: number, numbers: number[]): SqlStatement {
  return sql`
    delete from build_todo t using build b
    where t.repo_id = ${repoId} and t.number = any(${numbers}::bigint[])
      and b.repo_id = t.repo_id and b.number = t.number and b.is_final`;
}

/** One that is as good as forgotten by the server is not asked for any more; it stays open. */
function postponeTodo(repoId: number, unfinished: readonly BuildFact[], now: Date): SqlStatement {
  const rows = unfinished.map(fact => ({
    number: fact.number,
    created_at: fact.createdAt,
    delay_ms: recheckAfterMs(now.getTime() - fact.createdAt.getTime()),
  }));
  const forgotten = rows.filter(row => row.delay_ms === null).map(({ number }) => number);
  return sql`
    with forgotten as (
      delete from build_todo where repo_id = ${repoId} and number = any(${forgotten}::bigint[])
    )
    insert into build_todo (repo_id, number, reason, created_at, due_at)
    select ${repoId}::int, r.number, 'unfinished', r.created_at, now() + r.delay_ms * interval '1 millisecond'
    from json_to_recordset(${rowsAsJson(rows)}::json)
      as r(number bigint, created_at timestamptz, delay_ms double precision)
    where r.delay_ms is not null and not exists (
      select 1 from build b where b.repo_id = ${repoId} and b.number = r.number and b.is_final)
    on conflict (repo_id, number) do update set
      reason = excluded.reason, due_at = excluded.due_at, attempts = 0, last_error = null`;
}
