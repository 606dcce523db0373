import type pg from 'pg';
import type { OddEntry } from '@/lib/ci/ci-server';
import { rowsAsJson } from '@/lib/db/rows-as-json';
import { sql } from '@/lib/db/sql';
import { storableMessage } from '@/lib/db/storable-text';
import type { ListedBuild } from '@/lib/facts/build-fact';
import { overAt } from './kept-builds';

/** Why a build is on the list: never stored, or stored while unfinished. A hole is a number that the version before asks for. */
type TodoReason = 'new' | 'unfinished' | 'hole';

export interface TodoBuild {
  number: number;
  reason: TodoReason;
  /** As a list told it; null: none did. */
  createdAt: Date | null;
  /** How often it could not be read or stored. */
  attempts: number;
}

type Queryable = pg.Pool | pg.PoolClient;

const FIRST_PAUSE_S = 10;
export const LONGEST_RETRY_S = 3600;

/** 10 s, 40 s, … at most 1 h. @param tries that have failed before */
export function retryPauseSeconds(tries: number): number {
  return Math.min(FIRST_PAUSE_S * 4 ** tries, LONGEST_RETRY_S);
}

/**
 * Puts listed builds on the list of work, except those that are stored, or kept no longer. One that has the number of
 * another that was never read takes its place: the server was restored.
 */
export async function addTodo(db: Queryable, repoId: number, builds: readonly ListedBuild[]): Promise<void> {
  if (builds.length === 0) return;
  const rows = builds.map(build => ({
    number: build.number,
    created_at: build.createdAt,
    over_at: overAt(build),
  }));
  await db.query(sql`
    insert into build_todo (repo_id, number, reason, created_at)
    select ${repoId}::int, r.number, 'new', r.created_at
    from json_to_recordset(${rowsAsJson(rows)}::json) as r(number bigint, created_at timestamptz, over_at timestamptz)
    where not exists (select 1 from build b where b.repo_id = ${repoId} and b.number = r.number)
      and not exists (select 1 from repo_import i where i.repo_id = ${repoId} and r.over_at < i.builds_kept_from)
    on conflict (repo_id, number) do update set
      created_at = excluded.created_at, attempts = 0, last_error = null, due_at = now()
    where build_todo.reason = 'new' and build_todo.created_at <> excluded.created_at`);
}

/**
 * The same for entries of a list that could not be read: the build itself may be, and says what is wrong otherwise. Where
 * builds are not kept for good, of those that were listed before none below all that are kept is looked at. What has not
 * even a number is told of the repository.
 */
export async function addOddTodo(db: Queryable, repoId: number, odd: readonly OddEntry[]): Promise<void> {
  const rows = odd.filter(({ number }) => number !== null);
  if (rows.length > 0) {
    await db.query(sql`
      insert into build_todo (repo_id, number, reason, last_error)
      select ${repoId}::int, r.number, 'new', r.reason
      from json_to_recordset(${rowsAsJson(rows)}::json) as r(number bigint, reason text)
      where not exists (select 1 from build b where b.repo_id = ${repoId} and b.number = r.number and b.is_final)
        and not exists (
          select 1 from repo_import i
          where i.repo_id = ${repoId} and i.builds_kept_from is not null and i.history_done
            and r.number <= i.newest_listed
            and not exists (select 1 from build b where b.repo_id = i.repo_id and b.number <= r.number))
      on conflict (repo_id, number) do nothing`);
  }
  const nameless = odd.find(({ number }) => number === null);
  if (nameless === undefined) return;
  const error = storableMessage(`${nameless.name} of its list of builds: ${nameless.reason}`);
  await db.query(sql`
    update repo_import set list_error = ${error}, list_error_at = now() where repo_id = ${repoId}`);
}

/** What is due, newest first. */
export async function readDueTodo(db: Queryable, repoId: number, limit: number): Promise<TodoBuild[]> {
  const due = await db.query<TodoBuild>(sql`
    select number, reason, created_at as "createdAt", attempts
    from build_todo
    where repo_id = ${repoId} and due_at <= now()
    order by number desc
    limit ${limit}`);
  return due.rows;
}

/**
 * Keeps a build that could not be read or stored on the list, to be tried again after a growing pause.
 *
 * @param error in words; null: nothing went wrong, it is only not there yet
 */
export async function retryTodo(
  db: Queryable,
  repoId: number,
  { number, attempts }: Pick<TodoBuild, 'number' | 'attempts'>,
  error: string | null,
): Promise<void> {
  await db.query(sql`
    insert into build_todo (repo_id, number, reason, attempts, last_error, due_at)
    values (${repoId}, ${number}, 'new', 1, ${error}, now() + ${retryPauseSeconds(attempts)} * interval '1 second')
    on conflict (repo_id, number) do update set
      attempts = build_todo.attempts + 1, last_error = excluded.last_error, due_at = excluded.due_at`);
}

/** The server no longer has these builds, or never had them. What is stored of them stays, as it is. */
export async function dropTodo(db: Queryable, repoId: number, number: number): Promise<void> {
  await db.query(sql`update build set is_final = true where repo_id = ${repoId} and number = ${number}`);
  await db.query(sql`delete from build_todo where repo_id = ${repoId} and number = ${number}`);
}
