import type pg from 'pg';
import { inTransaction } from '@/lib/db/in-transaction';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { BRANCH_CLASS } from '@/lib/facts/build-sql';
import { BUCKET_GAMMA, packSpanWeek } from '@/lib/weeks/upkeep';

/** While logs of a week keep coming in, it is summed up only so often. */
const CALM_SECONDS = 15;
const LABELS_A_WEEK = 200;
const LOG_GAMMA = Math.log(BUCKET_GAMMA);

interface DirtyWeek {
  repoId: number;
  week: string;
}

/**
 * Sums up the spans of one week of one repository whose logs changed, with histograms of their durations, and packs
 * the sums. Recomputed from the stored spans, never added to.
 *
 * @param force also weeks that are still changing
 * @returns false when no week was to be summed up
 */
export async function rollUpLogWeek(pool: pg.Pool, timeZone: string, force = false): Promise<boolean> {
  return inTransaction(pool, async client => {
    const taken = await client.query<DirtyWeek>(takeDirtyWeek(force ? 0 : CALM_SECONDS));
    const dirty = taken.rows[0];
    if (dirty === undefined) return false;
    await client.query(
      sql`delete from span_week where repo_id = ${dirty.repoId} and week = ${dirty.week}::date`,
    );
    await client.query(sumSpans(dirty, timeZone));
    await packSpanWeek(client, dirty);
    return true;
  });
}

function takeDirtyWeek(calmSeconds: number): SqlStatement {
  return sql`
    with chosen as (
      select repo_id, week from dirty_log_week
      where marked_at <= now() - ${calmSeconds} * interval '1 second'
      order by week desc, repo_id
      limit 1
      for update skip locked
    )
    delete from dirty_log_week d using chosen c
    where d.repo_id = c.repo_id and d.week = c.week
    returning d.repo_id as "repoId", d.week::text as week`;
}

/** Logs of the week with what a rollup cell is keyed by. */
function logsOfWeek({ repoId, week }: DirtyWeek, timeZone: string): SqlStatement {
  return sql`
    select l.build_number, l.stage_number, l.step_number, l.series_id, l.first_miss_id,
      ${BRANCH_CLASS} as branch_class,
      b.event
    from step_log l
    join build b on b.repo_id = l.repo_id and b.number = l.build_number
    join repo r on r.id = l.repo_id
    where l.repo_id = ${repoId} and l.outcome = 'read'
      and l.finished_at >= ${week}::date::timestamp at time zone ${timeZone}
      and l.finished_at < (${week}::date + 7)::timestamp at time zone ${timeZone}`;
}

function sumSpans(dirty: DirtyWeek, timeZone: string): SqlStatement {
  return sql`
    with logs as (${logsOfWeek(dirty, timeZone)}),
    spans as (
      select l.series_id, s.label_id, l.branch_class, l.event, s.duration_ms, s.cache,
        s.label_id = l.first_miss_id and s.cache = 'miss' as is_first_miss
      from logs l
      join step_span s on s.repo_id = ${dirty.repoId} and s.build_number = l.build_number
        and s.stage_number = l.stage_number and s.step_number = l.step_number
    ),
    ranked as (
      select series_id, label_id,
        row_number() over (
          partition by series_id
          order by label_id = 0, sum(duration_ms) desc nulls last, count(*) desc, label_id) as rank
      from spans group by series_id, label_id
    ),
    kept as (
      select s.*, case when k.rank <= ${LABELS_A_WEEK} then s.label_id else 0 end as kept_id
      from spans s join ranked k using (series_id, label_id)
    ),
    buckets as (
      select series_id, kept_id, branch_class, event,
        ceil(ln(greatest(duration_ms, 1)) / ${LOG_GAMMA}::double precision)::smallint as bucket,
        count(*)::int as bucket_count
      from kept where duration_ms is not null
      group by 1, 2, 3, 4, 5
    ),
    histograms as (
      select series_id, kept_id, branch_class, event,
        array_agg(bucket order by bucket) as buckets, array_agg(bucket_count order by bucket) as counts
      from buckets group by 1, 2, 3, 4
    ),
    sums as (
      select series_id, kept_id, branch_class, event, count(*)::int as n,
        count(duration_ms)::int as timed, coalesce(sum(duration_ms), 0)::bigint as sum_ms,
        (count(*) filter (where cache = 'hit'))::int as hits,
        (count(*) filter (where cache = 'miss'))::int as misses,
        coalesce(sum(duration_ms) filter (where cache = 'miss'), 0)::bigint as miss_ms,
        (count(*) filter (where is_first_miss))::int as first_misses
      from kept group by 1, 2, 3, 4
    )
    insert into span_week (repo_id, series_id, label_id, branch_class, event, week, n, timed, sum_ms, hits,
      misses, miss_ms, first_misses, buckets, bucket_counts)
    select ${dirty.repoId}::int, s.series_id, s.kept_id, s.branch_class, s.event, ${dirty.week}::date, s.n,
      s.timed, s.sum_ms, s.hits, s.misses, s.miss_ms, s.first_misses, coalesce(h.buckets, '{}'),
      coalesce(h.counts, '{}')
    from sums s left join histograms h using (series_id, kept_id, branch_class, event)`;
}
