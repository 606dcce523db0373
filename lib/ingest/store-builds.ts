import type pg from 'pg';
import { inTransaction } from '@/lib/db/in-transaction';
import { rowsAsJson } from '@/lib/db/rows-as-json';
import { type SqlStatement, sql } from '@/lib/db/sql';
import type { BuildFact } from '@/lib/facts/build-fact';
import { isFinalBuild } from '@/lib/facts/is-final';
import { buildRows } from './build-rows';
import { addLogTodo, type LogPolicy } from './log-policy';
import { recheckAfterMs } from './recheck-after';
import { keepLease, type RepoLease } from './repo-lease';

const SETTLE_MS = 2 * 60 * 1000;

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
 * @throws LeaseLostError when another poller has taken the repository over; nothing is stored then
 */
export async function storeBuilds(
  pool: pg.Pool,
  lease: RepoLease,
  builds: readonly BuildFact[],
  { now, timeZone, logPolicy }: StoreOptions,
): Promise<number> {
  if (builds.length === 0) return 0;
  const { repoId } = lease;
  const numbers = builds.map(build => build.number);
  const facts = builds.map(build => ({ ...build, isFinal: isFinalBuild(build) && hasSettled(build, now) }));
  const rows = buildRows(repoId, facts);
  return inTransaction(pool, async client => {
    const left = await client.query<{ week: string }>(weeksOf(repoId, numbers, timeZone));
    const stored = await client.query<{ inserted: boolean }>(upsertBuilds(rows.builds));
    await client.query(upsertStages(rows.stages));
    await client.query(upsertSteps(rows.steps));
    const reached = await client.query<{ week: string }>(weeksOf(repoId, numbers, timeZone));
    await client.query(
      markWeeks(
        repoId,
        [...left.rows, ...reached.rows].map(({ week }) => week),
      ),
    );
    await client.query(addLogTodo(repoId, numbers, logPolicy));
    await client.query(finishTodo(repoId, numbers));
    await client.query(postponeTodo(repoId, facts, now));
    const inserted = stored.rows.filter(row => row.inserted).length;
    await keepLease(client, lease, inserted);
    return inserted;
  });
}

/** A runner reports once more after a cancel or a crash, so such a build gets a last look a little later. */
function hasSettled(build: BuildFact, now: Date): boolean {
  if (build.finishedAt === null || build.status === 'success' || build.status === 'failure') return true;
  return now.getTime() - build.finishedAt.getTime() >= SETTLE_MS;
}

function upsertBuilds(rows: unknown[]): SqlStatement {
  return sql`
    insert into build
    select * from json_populate_recordset(null::build, ${rowsAsJson(rows)}::json)
    on conflict (repo_id, number) do update set
      status = excluded.status, event = excluded.event, action = excluded.action,
      error = excluded.error, params = excluded.params, deploy_to = excluded.deploy_to,
      started_at = excluded.started_at, finished_at = excluded.finished_at,
      updated_at = excluded.updated_at, version = excluded.version,
      is_final = build.is_final or excluded.is_final
    where build.version <= excluded.version
    returning (xmax = 0) as inserted`;
}

function upsertStages(rows: unknown[]): SqlStatement {
  return sql`
    insert into stage
    select * from json_populate_recordset(null::stage, ${rowsAsJson(rows)}::json)
    on conflict (repo_id, build_number, number) do update set
      name = excluded.name, kind = excluded.kind, type = excluded.type, status = excluded.status,
      error = excluded.error, error_ignored = excluded.error_ignored, exit_code = excluded.exit_code,
      machine = excluded.machine, os = excluded.os, arch = excluded.arch,
      created_at = excluded.created_at, started_at = excluded.started_at, stopped_at = excluded.stopped_at,
      version = excluded.version, on_success = excluded.on_success, on_failure = excluded.on_failure,
      depends_on = excluded.depends_on, labels = excluded.labels
    where stage.version <= excluded.version`;
}

function upsertSteps(rows: unknown[]): SqlStatement {
  return sql`
    insert into step
    select * from json_populate_recordset(null::step, ${rowsAsJson(rows)}::json)
    on conflict (repo_id, build_number, stage_number, number) do update set
      name = excluded.name, status = excluded.status, error = excluded.error,
      error_ignored = excluded.error_ignored, exit_code = excluded.exit_code,
      started_at = excluded.started_at, stopped_at = excluded.stopped_at, version = excluded.version,
      depends_on = excluded.depends_on, depends_on_known = excluded.depends_on_known,
      image = excluded.image, detached = excluded.detached
    where step.version <= excluded.version`;
}

/**
 * Asked before and after the upsert, since a build that moves to another week concerns both. Later builds of the same
 * commit count too: by this one they may turn out to be reruns, or learn when their push was.
 */
function weeksOf(repoId: number, numbers: number[], timeZone: string): SqlStatement {
  return sql`
    select distinct date_trunc('week', b.finished_at at time zone ${timeZone})::date::text as week
    from build b
    where b.repo_id = ${repoId} and b.finished_at is not null and (
      b.number = any(${numbers}::int[])
      or (b.number > ${Math.min(...numbers)} and b.after_sha = any(
        select own.after_sha from build own
        where own.repo_id = ${repoId} and own.number = any(${numbers}::int[]))))`;
}

/** All at once and in order, so that two that mark weeks do not wait for each other in a circle. */
function markWeeks(repoId: number, weeks: string[]): SqlStatement {
  return sql`
    insert into dirty_week (repo_id, week, first_marked_at, marked_at)
    select ${repoId}::int, w.week, clock_timestamp(), clock_timestamp()
    from (select distinct week from unnest(${weeks}::date[]) as week) w
    order by w.week
    on conflict (repo_id, week) do update set marked_at = excluded.marked_at`;
}

function finishTodo(repoId: number, numbers: number[]): SqlStatement {
  return sql`
    delete from build_todo t using build b
    where t.repo_id = ${repoId} and t.number = any(${numbers}::int[])
      and b.repo_id = t.repo_id and b.number = t.number and b.is_final`;
}

function postponeTodo(
  repoId: number,
  facts: Array<BuildFact & { isFinal: boolean }>,
  now: Date,
): SqlStatement {
  const rows = facts
    .filter(fact => !fact.isFinal)
    .map(fact => ({
      number: fact.number,
      created_at: fact.createdAt,
      delay_ms: recheckAfterMs(now.getTime() - fact.createdAt.getTime()),
    }));
  return sql`
    insert into build_todo (repo_id, number, reason, created_at, due_at)
    select ${repoId}::int, r.number, 'unfinished', r.created_at, now() + r.delay_ms * interval '1 millisecond'
    from json_to_recordset(${rowsAsJson(rows)}::json)
      as r(number int, created_at timestamptz, delay_ms double precision)
    where not exists (
      select 1 from build b where b.repo_id = ${repoId} and b.number = r.number and b.is_final)
    on conflict (repo_id, number) do update set
      reason = excluded.reason, due_at = excluded.due_at, attempts = 0, last_error = null`;
}
