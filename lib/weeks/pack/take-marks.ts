import type pg from 'pg';
import { type SqlStatement, sql } from '@/lib/db/sql';
import type { WeekKey } from './week-facts';

/** While a week keeps changing, it is packed only so often. */
const CALM_SECONDS = 2;
const PATIENCE_SECONDS = 8;
/** Of the newest, those that are looked at: others may be at many of them. */
const CANDIDATES = 1024;
/** First key of our advisory locks on weeks; the second one names the week. */
const LOCK_SPACE = 72_707_370;

export interface MarkedWeek extends WeekKey {
  markedAt: string;
  /** How many builds finished in it. */
  builds: number;
}

export interface DueWeeks {
  /** Also those that are still changing. */
  force: boolean;
  /** Weeks that are left alone. */
  except: readonly WeekKey[];
  /** None but these; null: all. */
  only: readonly WeekKey[] | null;
}

/** How many weeks are due, `most` at most. */
export async function countDue(pool: pg.Pool, due: DueWeeks, most: number): Promise<number> {
  const { rows } = await pool.query<{ due: number }>(sql`
    select count(*)::int as due from (${dueWeeks(due, most)}) d`);
  return rows[0]?.due ?? 0;
}

/** The newest weeks that are due and that no other transaction is packing; nobody else will until the caller's ends. */
export async function lockDue(
  client: pg.PoolClient,
  due: DueWeeks,
  timeZone: string,
  most: number,
): Promise<MarkedWeek[]> {
  const { rows } = await client.query<MarkedWeek>(sql`
    with due as materialized (${dueWeeks(due, CANDIDATES)}),
    locked as materialized (
      select d.repo_id, d.week from due d
      where pg_try_advisory_xact_lock(${LOCK_SPACE}::int, hashint8(
        d.repo_id::bigint * 100000 + (d.week - date '1970-01-05')))
      limit ${most}
    )
    select d.repo_id as "repoId", d.week::text as week, d.marked_at::text as "markedAt", (
        select count(*)::int from build b
        where b.repo_id = d.repo_id and b.finished_at >= d.week::timestamp at time zone ${timeZone}
          and b.finished_at < (d.week + 7)::timestamp at time zone ${timeZone}) as builds
    from locked l
    join dirty_week d on d.repo_id = l.repo_id and d.week = l.week
    order by d.week desc, d.repo_id`);
  return rows;
}

/** Newest first. */
function dueWeeks({ force, except, only }: DueWeeks, most: number): SqlStatement {
  const calmSeconds = force ? 0 : CALM_SECONDS;
  const patienceSeconds = force ? 0 : PATIENCE_SECONDS;
  return sql`
    select d.repo_id, d.week
    from dirty_week d
    where (d.marked_at <= clock_timestamp() - ${calmSeconds} * interval '1 second'
        or d.first_marked_at <= clock_timestamp() - ${patienceSeconds} * interval '1 second')
      and not exists (select 1 from ${keysOf(except)} where w.repo_id = d.repo_id and w.week = d.week)
      and (${only === null} or exists (
        select 1 from ${keysOf(only ?? [])} where w.repo_id = d.repo_id and w.week = d.week))
    order by d.week desc, d.repo_id
    limit ${most}`;
}

/**
 * A mark that somebody holds is being set anew, so it stays. Nobody is waited for: who stores builds marks weeks in
 * another order.
 */
export async function takeMarks(client: pg.PoolClient, marks: readonly MarkedWeek[]): Promise<void> {
  await client.query(sql`
    delete from dirty_week d
    using (
      select m.repo_id, m.week
      from unnest(${marks.map(({ repoId }) => repoId)}::int[], ${marks.map(({ week }) => week)}::date[],
        ${marks.map(({ markedAt }) => markedAt)}::timestamptz[]) as w(repo_id, week, marked_at)
      join dirty_week m on m.repo_id = w.repo_id and m.week = w.week and m.marked_at = w.marked_at
      for update of m skip locked
    ) taken
    where d.repo_id = taken.repo_id and d.week = taken.week`);
}

/** Patience with weeks that changed meanwhile begins anew, or they would be packed over and over. */
export async function beCalmAgain(client: pg.PoolClient, weeks: readonly WeekKey[]): Promise<void> {
  await client.query(sql`
    update dirty_week d set first_marked_at = clock_timestamp()
    from (
      select m.repo_id, m.week from ${keysOf(weeks)}
      join dirty_week m on m.repo_id = w.repo_id and m.week = w.week
      for update of m skip locked
    ) kept
    where d.repo_id = kept.repo_id and d.week = kept.week`);
}

function keysOf(weeks: readonly WeekKey[]): SqlStatement {
  return sql`
    unnest(${weeks.map(({ repoId }) => repoId)}::int[], ${weeks.map(({ week }) => week)}::date[]) as w(repo_id, week)`;
}
