import type pg from 'pg';
import { rowsAsJson } from '@/lib/db/rows-as-json';
import { sql } from '@/lib/db/sql';
import type { ListedBuild } from '@/lib/facts/build-fact';

/** Why a build is on the list: never stored, stored while unfinished, or a number that no list showed. */
type TodoReason = 'new' | 'unfinished' | 'hole';

export interface TodoBuild {
  number: number;
  reason: TodoReason;
  attempts: number;
}

type Queryable = pg.Pool | pg.PoolClient;

/** Puts listed builds on the list of work, except those that are stored for good. */
export async function addTodo(db: Queryable, repoId: number, builds: readonly ListedBuild[]): Promise<void> {
  const rows = builds.map(build => ({ number: build.number, created_at: build.createdAt }));
  await db.query(sql`
    insert into build_todo (repo_id, number, reason, created_at)
    select ${repoId}::int, r.number, 'new', r.created_at
    from json_to_recordset(${rowsAsJson(rows)}::json) as r(number int, created_at timestamptz)
    where not exists (select 1 from build b where b.repo_id = ${repoId} and b.number = r.number)
    on conflict (repo_id, number) do nothing`);
}

/**
 * Puts numbers that no list showed on the list of work: the server counts a build up shortly before it
 * can be listed, and pages shift when builds are deleted. `attempts` says how many looks are used up.
 */
export async function addHoles(
  db: Queryable,
  repoId: number,
  { above, upTo, attempts }: { above: number; upTo: number; attempts: number },
): Promise<void> {
  await db.query(sql`
    insert into build_todo (repo_id, number, reason, attempts)
    select ${repoId}::int, n, 'hole', ${attempts}::int
    from generate_series(${above}::int + 1, ${upTo}::int) as n
    where not exists (select 1 from build b where b.repo_id = ${repoId} and b.number = n)
    on conflict (repo_id, number) do nothing`);
}

/** What is due, newest first. */
export async function readDueTodo(db: Queryable, repoId: number, limit: number): Promise<TodoBuild[]> {
  const due = await db.query<TodoBuild>(sql`
    select number, reason, attempts
    from build_todo
    where repo_id = ${repoId} and due_at <= now()
    order by number desc
    limit ${limit}`);
  return due.rows;
}

/** Keeps a build that could not be read on the list, to be tried again later: 10 s, 40 s, … at most 1 h. */
export async function retryTodo(
  db: Queryable,
  repoId: number,
  todo: TodoBuild,
  error: string,
): Promise<void> {
  const delaySeconds = Math.min(10 * 4 ** todo.attempts, 3600);
  await db.query(sql`
    update build_todo
    set attempts = attempts + 1, last_error = ${error.slice(0, 1000)},
        due_at = now() + ${delaySeconds} * interval '1 second'
    where repo_id = ${repoId} and number = ${todo.number}`);
}

/** The server no longer has these builds, or never had them. What is stored of them stays, as it is. */
export async function dropTodo(db: Queryable, repoId: number, number: number): Promise<void> {
  await db.query(sql`update build set is_final = true where repo_id = ${repoId} and number = ${number}`);
  await db.query(sql`delete from build_todo where repo_id = ${repoId} and number = ${number}`);
}
