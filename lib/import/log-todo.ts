import type pg from 'pg';
import { CiHttpError, CiUnreachableError } from '@/lib/ci/ci-errors';
import { rowsAsJson } from '@/lib/db/rows-as-json';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { storableMessage } from '@/lib/db/storable-text';
import { HOUR_S } from '@/lib/time/units';
import { type LogPolicy, mayBeRead } from './log-policy';
import type { BuildMark } from './other-build';

export const CLAIM_SECONDS = 180;
const FIRST_PAUSE_S = 15;
export const LONGEST_PAUSE_S = HOUR_S;
/** Of a log that cannot be understood, or stored. */
const LOOKS_BEFORE_GIVING_UP = 6;
/** Of one that the server did not give: one an hour, for as long as a server may be ill. */
const LOOKS_AT_ILL_SERVER = LOOKS_BEFORE_GIVING_UP + 14 * 24;
/** As errors of an ill server begin, in what is stored of them. */
const OF_ILL_SERVER = '^GET \\S+ (got no answer:|answered (5\\d\\d|408|425|429)( "|:))';

/** One step whose log is to be read. Times are the runner's. */
export interface LogTodo {
  repoId: number;
  slug: string;
  /** The server's own ids of the repository and of the step. */
  repoExternalId: number;
  stepExternalId: number;
  /** Null: it is stored no more. */
  build: BuildMark | null;
  buildNumber: number;
  stageNumber: number;
  stepNumber: number;
  pipeline: string;
  step: string;
  stepSeconds: number | null;
  finishedAt: Date;
  attempts: number;
}

/** So many of the newest logs choose the repositories of a claim. */
const CHOOSE = 8;

/**
 * Claims logs that nobody is reading, newest first; a claim that is not kept ends after three minutes. The newest of all
 * choose the repositories, whose next ones come along: that logs are of the build that they are read for is confirmed
 * once for all of a repository, and they are stored together.
 */
export async function claimLogs(pool: pg.Pool, serverId: number, limit: number): Promise<LogTodo[]> {
  const claimed = await pool.query<
    Omit<LogTodo, 'build'> & { buildExternalId: number | null; buildCreatedAt: Date | null }
  >(sql`
    with newest as materialized (
      select t.repo_id, t.build_number
      from log_todo t
      where ${mayBeClaimed(serverId)}
      order by t.finished_at desc
      limit ${CHOOSE}
      for update of t skip locked
    ),
    repos as materialized (select repo_id, max(build_number) as until from newest group by repo_id),
    next as materialized (
      select n.* from repos r cross join lateral (
        select t.repo_id, t.build_number, t.stage_number, t.step_number, t.finished_at
        from log_todo t
        where t.repo_id = r.repo_id and t.build_number <= r.until and ${mayBeClaimed(serverId)}
        order by t.build_number desc, t.stage_number desc, t.step_number desc
        limit ${limit}
        for update of t skip locked
      ) n
    ),
    chosen as (select * from next order by finished_at desc limit ${limit})
    update log_todo t
    set due_at = now() + ${CLAIM_SECONDS} * interval '1 second'
    from chosen c
    join repo r on r.id = c.repo_id
    join stage g on g.repo_id = c.repo_id and g.build_number = c.build_number and g.number = c.stage_number
    join step s on s.repo_id = c.repo_id and s.build_number = c.build_number
      and s.stage_number = c.stage_number and s.number = c.step_number
    left join build b on b.repo_id = c.repo_id and b.number = c.build_number
    where t.repo_id = c.repo_id and t.build_number = c.build_number
      and t.stage_number = c.stage_number and t.step_number = c.step_number
    returning t.repo_id as "repoId", r.slug, r.drone_id as "repoExternalId", s.drone_id as "stepExternalId", t.build_number as "buildNumber",
      t.stage_number as "stageNumber", t.step_number as "stepNumber", g.name as pipeline, s.name as step,
      extract(epoch from s.stopped_at - s.started_at)::double precision as "stepSeconds",
      t.finished_at as "finishedAt", t.attempts, b.drone_id as "buildExternalId", b.created_at as "buildCreatedAt"`);
  return claimed.rows
    .map(({ buildExternalId: externalId, buildCreatedAt: createdAt, ...todo }) => ({
      ...todo,
      build: externalId === null || createdAt === null ? null : { externalId, createdAt },
    }))
    .sort((a, b) => b.finishedAt.getTime() - a.finishedAt.getTime());
}

/**
 * Of `log_todo t`. Looked up one by one in the order of an index. Joins would be planned by what Postgres knows of the
 * tables, which while a history comes in is nothing yet: each claim then went through all that is stored.
 */
function mayBeClaimed(serverId: number): SqlStatement {
  return sql`
    t.due_at <= now()
    and (select r.server_id from repo r where r.id = t.repo_id) = ${serverId}
    -- Steps that somebody deleted by hand must not keep the others waiting.
    and (select true from stage g
      where g.repo_id = t.repo_id and g.build_number = t.build_number and g.number = t.stage_number)
    and (select true from step s
      where s.repo_id = t.repo_id and s.build_number = t.build_number
        and s.stage_number = t.stage_number and s.number = t.step_number)`;
}

/** The number of this build is another one's now, and its logs went with it. */
export async function dropLogs(pool: pg.Pool, { repoId, buildNumber }: LogTodo): Promise<void> {
  await pool.query(sql`delete from log_todo where repo_id = ${repoId} and build_number = ${buildNumber}`);
}

/** Gives back what was claimed and neither read nor put off, so that it is due at once. */
export async function releaseLogs(pool: pg.Pool, todos: readonly LogTodo[]): Promise<void> {
  const rows = todos.map(todo => ({
    repo_id: todo.repoId,
    build_number: todo.buildNumber,
    stage_number: todo.stageNumber,
    step_number: todo.stepNumber,
    attempts: todo.attempts,
  }));
  await pool.query(sql`
    update log_todo t set due_at = now()
    from json_to_recordset(${rowsAsJson(rows)}::json)
      as r(repo_id int, build_number bigint, stage_number int, step_number int, attempts int)
    where t.repo_id = r.repo_id and t.build_number = r.build_number and t.stage_number = r.stage_number
      and t.step_number = r.step_number and t.attempts = r.attempts`);
}

/**
 * Puts it off for a growing pause, of an hour at most.
 *
 * @returns false when it was tried often enough: the caller then stores it as unreadable
 */
export async function retryLog(pool: pg.Pool, todo: LogTodo, error: unknown): Promise<boolean> {
  const looks = isOfIllServer(error) ? LOOKS_AT_ILL_SERVER : LOOKS_BEFORE_GIVING_UP;
  if (todo.attempts + 1 >= looks) return false;
  const delaySeconds = Math.min(FIRST_PAUSE_S * 4 ** todo.attempts, LONGEST_PAUSE_S);
  await pool.query(sql`
    update log_todo
    set attempts = attempts + 1, last_error = ${storableMessage(error)},
        due_at = now() + ${delaySeconds} * interval '1 second'
    where repo_id = ${todo.repoId} and build_number = ${todo.buildNumber}
      and stage_number = ${todo.stageNumber} and step_number = ${todo.stepNumber}`);
  return true;
}

/**
 * Nothing of a repository may be read now: all its logs are put off for an hour, and none is nearer to being given up.
 * Each would cost two requests to find out the same.
 */
export async function postponeLogs(pool: pg.Pool, repoId: number, error: unknown): Promise<void> {
  await pool.query(sql`
    update log_todo
    set last_error = ${storableMessage(error)}, due_at = now() + ${LONGEST_PAUSE_S} * interval '1 second'
    where repo_id = ${repoId}`);
}

/** Whether asking later may help: it says nothing of the log. */
function isOfIllServer(error: unknown): boolean {
  if (error instanceof CiUnreachableError) return true;
  return error instanceof CiHttpError && (error.status >= 500 || [408, 425, 429].includes(error.status));
}

/**
 * After an outage: what was put off because of it is due at once. What somebody reads now keeps its claim, and what
 * cannot be understood its pauses: its looks are counted.
 */
export async function wakeLogs(pool: pg.Pool, serverId: number): Promise<void> {
  await pool.query(sql`
    update log_todo t set due_at = now()
    from repo r
    where r.id = t.repo_id and r.server_id = ${serverId} and t.last_error is not null
      and t.due_at > now() + ${CLAIM_SECONDS} * interval '1 second'
      and (t.attempts = 0 or t.last_error ~ ${OF_ILL_SERVER})`);
}

/**
 * When a poller starts: the same, and logs that were given up although the server was to blame are tried again, as far
 * as they may still be read.
 */
export async function relistLogs(pool: pg.Pool, serverId: number, policy: LogPolicy): Promise<void> {
  await wakeLogs(pool, serverId);
  await pool.query(sql`
    with given_up as (
      delete from step_log l using repo r, repo_import i, build b, step s
      where r.server_id = ${serverId} and r.ended_at is null and l.repo_id = r.id
        and l.outcome = 'unreadable' and l.reason ~ ${OF_ILL_SERVER}
        and i.repo_id = l.repo_id and b.repo_id = l.repo_id and b.number = l.build_number
        and s.repo_id = l.repo_id and s.build_number = l.build_number
        and s.stage_number = l.stage_number and s.number = l.step_number
        and ${mayBeRead(policy)}
      returning l.repo_id, l.build_number, l.stage_number, l.step_number,
        coalesce(b.finished_at, s.stopped_at) as finished_at, l.reason
    )
    insert into log_todo (repo_id, build_number, stage_number, step_number, finished_at, last_error)
    select * from given_up
    on conflict do nothing`);
}
