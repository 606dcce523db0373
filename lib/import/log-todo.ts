import type pg from 'pg';
import { rowsAsJson } from '@/lib/db/rows-as-json';
import { sql } from '@/lib/db/sql';
import { storableMessage } from '@/lib/db/storable-text';

const CLAIM_SECONDS = 180;
const LOOKS_BEFORE_GIVING_UP = 6;

/** One step whose log is to be read. Times are the runner's. */
export interface LogTodo {
  repoId: number;
  slug: string;
  /** The server's own ids of the repository and of the step. */
  repoExternalId: number;
  stepExternalId: number;
  buildNumber: number;
  stageNumber: number;
  stepNumber: number;
  pipeline: string;
  step: string;
  stepSeconds: number | null;
  finishedAt: Date;
  attempts: number;
}

/** Claims the newest logs that nobody is reading, newest first; a claim that is not kept ends after three minutes. */
export async function claimLogs(pool: pg.Pool, serverId: number, limit: number): Promise<LogTodo[]> {
  const claimed = await pool.query<LogTodo>(sql`
    with chosen as (
      select t.repo_id, t.build_number, t.stage_number, t.step_number
      from log_todo t
      -- Looked up one by one in the order of the index. Joins would be planned by what Postgres knows of the tables,
      -- which while a history comes in is nothing yet: each claim then went through all that is stored.
      where t.due_at <= now()
        and (select r.server_id from repo r where r.id = t.repo_id) = ${serverId}
        -- Steps that somebody deleted by hand must not keep the others waiting.
        and (select true from stage g
          where g.repo_id = t.repo_id and g.build_number = t.build_number and g.number = t.stage_number)
        and (select true from step s
          where s.repo_id = t.repo_id and s.build_number = t.build_number
            and s.stage_number = t.stage_number and s.number = t.step_number)
      order by t.finished_at desc
      limit ${limit}
      for update of t skip locked
    )
    update log_todo t
    set due_at = now() + ${CLAIM_SECONDS} * interval '1 second'
    from chosen c
    join repo r on r.id = c.repo_id
    join stage g on g.repo_id = c.repo_id and g.build_number = c.build_number and g.number = c.stage_number
    join step s on s.repo_id = c.repo_id and s.build_number = c.build_number
      and s.stage_number = c.stage_number and s.number = c.step_number
    where t.repo_id = c.repo_id and t.build_number = c.build_number
      and t.stage_number = c.stage_number and t.step_number = c.step_number
    returning t.repo_id as "repoId", r.slug, r.drone_id as "repoExternalId", s.drone_id as "stepExternalId", t.build_number as "buildNumber",
      t.stage_number as "stageNumber", t.step_number as "stepNumber", g.name as pipeline, s.name as step,
      extract(epoch from s.stopped_at - s.started_at)::double precision as "stepSeconds",
      t.finished_at as "finishedAt", t.attempts`);
  return claimed.rows.sort((a, b) => b.finishedAt.getTime() - a.finishedAt.getTime());
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
      as r(repo_id int, build_number int, stage_number int, step_number int, attempts int)
    where t.repo_id = r.repo_id and t.build_number = r.build_number and t.stage_number = r.stage_number
      and t.step_number = r.step_number and t.attempts = r.attempts`);
}

/** Puts it off for a growing pause. @returns false when it was tried often enough: the caller then stores it as unreadable */
export async function retryLog(pool: pg.Pool, todo: LogTodo, error: unknown): Promise<boolean> {
  if (todo.attempts + 1 >= LOOKS_BEFORE_GIVING_UP) return false;
  const delaySeconds = Math.min(15 * 4 ** todo.attempts, 3600);
  await pool.query(sql`
    update log_todo
    set attempts = attempts + 1, last_error = ${storableMessage(error)},
        due_at = now() + ${delaySeconds} * interval '1 second'
    where repo_id = ${todo.repoId} and build_number = ${todo.buildNumber}
      and stage_number = ${todo.stageNumber} and step_number = ${todo.stepNumber}`);
  return true;
}
