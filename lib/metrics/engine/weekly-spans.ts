import { type SqlStatement, sql } from '@/lib/db/sql';
import { histogramQuantile } from './histogram-quantile';
import { isEvent } from './is-event';
import { LABELS_A_STEP, ROWS_SHOWN, type SpanQuestion } from './single-spans';

/** Commands and layers from the sums of the weeks that begin in the range; histograms are merged only for rows shown. */
export function weeklySpans({ repoIds, seriesIds, days, branchClass, event }: SpanQuestion): SqlStatement {
  const inScope = sql`w.week >= ${days.from}::date and w.week < ${days.until}::date
    and (${branchClass}::text is null or w.branch_class = ${branchClass})
    and ${isEvent(sql`w.event`, event)}`;
  return sql`
    with sums as (
      select w.repo_id, w.series_id, w.label_id, sum(w.n)::int as n, sum(w.timed)::int as timed,
        sum(w.sum_ms)::double precision as total, sum(w.hits)::int as hits, sum(w.misses)::int as misses,
        sum(w.miss_ms)::double precision as miss_ms, sum(w.first_misses)::int as first_misses
      from span_week w
      where ${inScope}
        and (${repoIds}::int[] is null or w.repo_id = any(${repoIds}::int[]))
        and (${seriesIds}::int[] is null or w.series_id = any(${seriesIds}::int[]))
      group by 1, 2, 3
    ),
    ranked as (
      select s.*, row_number() over (
        partition by s.repo_id, s.series_id order by s.label_id = 0, s.total desc, s.n desc, s.label_id) as rank
      from sums s
    ),
    shown as (
      select * from ranked where rank <= ${LABELS_A_STEP}
      order by total desc, repo_id, series_id, rank limit ${ROWS_SHOWN}
    ),
    buckets as (
      select w.repo_id, w.series_id, w.label_id, h.bucket, sum(h.amount) as amount
      from shown s
      join span_week w on w.repo_id = s.repo_id and w.series_id = s.series_id and w.label_id = s.label_id
      cross join unnest(w.buckets, w.bucket_counts) as h(bucket, amount)
      where ${inScope}
      group by 1, 2, 3, 4
    ),
    quantiles as (
      select repo_id, series_id, label_id, ${histogramQuantile(0.5)} as p50, ${histogramQuantile(0.9)} as p90
      from (
        select b.*,
          sum(amount) over (partition by repo_id, series_id, label_id order by bucket) as running,
          sum(amount) over (partition by repo_id, series_id, label_id) as whole
        from buckets b
      ) b
      group by 1, 2, 3
    )
    select k.series_id as "seriesId", coalesce(l.kind, 'other') as kind, l.tool, l.label, k.n, k.timed, q.p50::double precision as "p50Ms",
      q.p90::double precision as "p90Ms", k.total as "totalMs", k.hits, k.misses, k.miss_ms as "missMs",
      k.first_misses as "firstMisses"
    from shown k
    left join quantiles q on q.repo_id = k.repo_id and q.series_id = k.series_id and q.label_id = k.label_id
    left join span_label l on l.repo_id = k.repo_id and l.id = k.label_id
    order by k.total desc, k.series_id, k.rank`;
}
