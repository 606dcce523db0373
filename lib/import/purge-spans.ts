import type pg from 'pg';
import { inTransaction } from '@/lib/db/in-transaction';
import { sql } from '@/lib/db/sql';
import { IS_LEFT, LEFT_AFTER } from './kept-builds';

interface PurgeRange {
  repoId: number;
  from: Date | null;
  until: Date;
}

/** A build that failed so often may never come in: spans of others need not be kept for it. */
const TRIES_WAITED_FOR = 10;

/**
 * Removes raw spans of whole weeks older than `keepDays`, repository by repository, once everything of
 * those weeks is imported, read and summed up: from then on their weekly sums stand for good. Of a server that nobody
 * reads any more, or a repository that its list has lacked for as long, nothing is waited for.
 *
 * @param now no later than by the clock of the CI server
 * @returns how many spans were removed
 */
export async function purgeSpans(
  pool: pg.Pool,
  { keepDays, timeZone, now }: { keepDays: number; timeZone: string; now: Date },
): Promise<number> {
  const boundary = sql`
    select date_trunc('week', (least(now(), ${now}::timestamptz) - ${keepDays} * interval '1 day') at time zone ${timeZone})
      at time zone ${timeZone} as until`;
  const isLeft = sql`
    i.repo_id in (
      select r.id from repo r join server s on s.id = r.server_id where ${IS_LEFT} or r.missing_since < now() - ${LEFT_AFTER})`;
  const isComplete = sql`
    (i.spans_kept_from is null or i.spans_kept_from < boundary.until)
    and (${isLeft} or i.history_done
      and not exists (
        select 1 from build_todo t
        where t.repo_id = i.repo_id and coalesce(t.created_at, '-infinity') < boundary.until
          and t.reason <> 'unfinished' and t.attempts < ${TRIES_WAITED_FOR})
      and not exists (
        select 1 from log_todo t where t.repo_id = i.repo_id and t.finished_at < boundary.until))
    and not exists (
      select 1 from dirty_log_week d
      where d.repo_id = i.repo_id and d.week < (boundary.until at time zone ${timeZone})::date)`;
  // Most repositories of a large server have nothing to remove: all of them at once.
  await pool.query(sql`
    with boundary as (${boundary})
    update repo_import i set spans_kept_from = boundary.until from boundary
    where ${isComplete}
      and not exists (select 1 from log_todo t where t.repo_id = i.repo_id and t.finished_at < boundary.until)
      and not exists (
      select 1 from step_log l
      where l.repo_id = i.repo_id and l.finished_at < boundary.until
        and l.finished_at >= coalesce(i.spans_kept_from, '-infinity'))`);
  const ranges = await pool.query<PurgeRange>(sql`
    with boundary as (${boundary})
    select i.repo_id as "repoId", i.spans_kept_from as "from", boundary.until
    from repo_import i cross join boundary
    where ${isComplete}`);
  let purged = 0;
  for (const range of ranges.rows) purged += await purgeRange(pool, range);
  return purged;
}

async function purgeRange(pool: pg.Pool, { repoId, from, until }: PurgeRange): Promise<number> {
  return inTransaction(pool, async client => {
    await client.query(sql`update repo_import set spans_kept_from = ${until} where repo_id = ${repoId}`);
    // What is read late would have its week summed up without the spans that are gone.
    await client.query(sql`delete from log_todo where repo_id = ${repoId} and finished_at < ${until}`);
    const gone = await client.query(sql`
      delete from step_span s using step_log l
      where l.repo_id = ${repoId} and l.finished_at < ${until}
        and l.finished_at >= coalesce(${from}::timestamptz, '-infinity')
        and s.repo_id = l.repo_id and s.build_number = l.build_number
        and s.stage_number = l.stage_number and s.step_number = l.step_number`);
    return gone.rowCount ?? 0;
  });
}
