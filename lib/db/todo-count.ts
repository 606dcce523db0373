import type pg from 'pg';
import { inTransaction } from './in-transaction';
import { type SqlStatement, sql } from './sql';

/** A repository has that many rows of its count or more before they are worth folding. */
const WORTH_FOLDING_ROWS = 8;

/**
 * For each repository with work to do, or that had some: `repo_id`, `builds` (known of and not stored; those under way,
 * and those that failed three times, left out) and `logs` (still to be read). Costs some rows for each repository, however much there is to do.
 */
export const TODO_COUNTS: SqlStatement = sql`
  select repo_id, sum(builds)::double precision as builds, sum(logs)::double precision as logs
  from todo_count group by repo_id`;

/** What is listed, row by row: what the counts must be, by a long way. */
const LISTED: SqlStatement = sql`
  select repo_id, sum(builds)::int as builds, sum(logs)::int as logs
  from (
    select repo_id, count(*) as builds, 0 as logs from build_todo where reason <> 'unfinished' and attempts < 3 group by repo_id
    union all select repo_id, 0, count(*) from log_todo group by repo_id
  ) lists
  group by repo_id`;

/** Makes one row, or none where nothing is left, of those that changes have left behind. Whoever writes meanwhile need not wait, and is not lost. */
export async function foldTodoCounts(pool: pg.Pool): Promise<void> {
  await pool.query(sql`
    with folded as (
      delete from todo_count
      where repo_id in (select repo_id from todo_count group by repo_id having count(*) >= ${WORTH_FOLDING_ROWS})
      returning repo_id, builds, logs
    )
    insert into todo_count (repo_id, builds, logs)
    select repo_id, sum(builds), sum(logs) from folded group by repo_id
    having sum(builds) <> 0 or sum(logs) <> 0`);
}

/**
 * Compares the counts with what is listed, and mends those that are wrong. One statement sees both as they were at one
 * moment, whoever writes meanwhile, so that what it adds is right at any later one.
 *
 * @returns for how many repositories they were wrong
 */
export async function mendTodoCounts(pool: pg.Pool): Promise<number> {
  return inTransaction(pool, async client => {
    // Two that mend at once would mend twice; who adds or folds is let through.
    await client.query('lock table todo_count in share update exclusive mode');
    const { rowCount } = await client.query(sql`
      insert into todo_count (repo_id, builds, logs)
      select repo_id, coalesce(l.builds, 0) - coalesce(c.builds, 0), coalesce(l.logs, 0) - coalesce(c.logs, 0)
      from (${LISTED}) l full join (${TODO_COUNTS}) c using (repo_id)
      where coalesce(l.builds, 0) <> coalesce(c.builds, 0) or coalesce(l.logs, 0) <> coalesce(c.logs, 0)`);
    return rowCount ?? 0;
  });
}
