import type pg from 'pg';
import { type SqlStatement, sql } from '@/lib/db/sql';
import type { MetricFilter } from '@/lib/metrics/metric-filter';
import type { MetricRows } from '@/lib/metrics/registry';
import { ownerOf, WORLD_ZONE } from './metric-world';
import type { Days } from './naive-scope';

type SpanRow = MetricRows['step-spans'];

/** What the rows of span_week say, in one statement over all of them: slow, and apart from what is packed. */
export async function naiveSpans(pool: pg.Pool, filter: MetricFilter, days: Days): Promise<SpanRow[]> {
  const series = await pool.query<{ id: number; repository: string; pipeline: string; step: string }>(
    'select e.id, r.slug as repository, e.pipeline, e.step from series e join repo r on r.id = e.repo_id',
  );
  const inScope = series.rows.filter(({ repository, pipeline, step }) => {
    const { service, team } = ownerOf(repository, pipeline, step);
    const of = { repository, pipeline, step, service, team };
    return (['repository', 'pipeline', 'step', 'service', 'team'] as const).every(
      name => filter[name] === null || filter[name] === of[name],
    );
  });
  const ids = inScope.map(({ id }) => id);
  const spans = await pool.query<Omit<SpanRow, 'logs' | 'stepMs'> & { seriesId: number }>(
    weeklySums(ids, filter, days),
  );
  const runs = await pool.query<{ seriesId: number; logs: number; stepMs: number | null }>(
    loggedRuns(ids, filter, days),
  );
  const names = new Map(inScope.map(({ id, ...name }) => [id, name]));
  const ofSteps = new Map(runs.rows.map(({ seriesId, ...ran }) => [seriesId, ran]));
  return spans.rows.map(({ seriesId, ...span }) => ({
    ...span,
    ...names.get(seriesId),
    ...(ofSteps.get(seriesId) ?? { logs: 0, stepMs: null }),
  }));
}

const KNOWN_EVENTS = ['push', 'pull_request', 'tag', 'promote', 'rollback', 'cron', 'custom', 'other'];

function passes({ branch, event }: MetricFilter, stored: { branchClass: SqlStatement; event: SqlStatement }) {
  const branchClass = { all: null, default: 'default', others: 'other' }[branch];
  return sql`
    (${branchClass}::text is null or ${stored.branchClass} = ${branchClass})
    and (${event} = 'all' or (${event} = 'code' and ${stored.event} in ('push', 'pull_request'))
      or case when ${stored.event} = any(${KNOWN_EVENTS}::text[]) then ${stored.event} else 'other' end = ${event})`;
}

function quantile(q: number): SqlStatement {
  const gamma = sql`${1.01 / 0.99}::double precision`;
  const middle = sql`(2 * power(${gamma}, bucket) / (${gamma} + 1))`;
  return sql`min(case when ${middle} >= 1000 then round(${middle} / 100) * 100 else round(${middle}) end)
    filter (where running >= greatest(ceil(${q}::double precision * whole), 1))`;
}

function weeklySums(seriesIds: readonly number[], filter: MetricFilter, days: Days): SqlStatement {
  const inScope = sql`
    w.series_id = any(${seriesIds}::int[]) and w.week >= ${days.from}::date and w.week < ${days.until}::date
    and ${passes(filter, { branchClass: sql`w.branch_class`, event: sql`w.event` })}`;
  return sql`
    with sums as (
      select w.repo_id, w.series_id, w.label_id, sum(w.n)::int as n, sum(w.timed)::int as timed,
        sum(w.sum_ms)::double precision as total, sum(w.hits)::int as hits, sum(w.misses)::int as misses,
        sum(w.miss_ms)::double precision as miss_ms, sum(w.first_misses)::int as first_misses
      from span_week w where ${inScope} group by 1, 2, 3
    ),
    ranked as (
      select s.*, row_number() over (
        partition by s.repo_id, s.series_id order by s.label_id = 0, s.total desc, s.n desc, s.label_id) as rank
      from sums s
    ),
    shown as (
      select * from ranked where rank <= 60 order by total desc, series_id, rank limit 400
    ),
    buckets as (
      select w.repo_id, w.series_id, w.label_id, h.bucket, sum(h.amount) as amount
      from shown s
      join span_week w on w.repo_id = s.repo_id and w.series_id = s.series_id and w.label_id = s.label_id
      cross join unnest(w.buckets, w.bucket_counts) as h(bucket, amount)
      where ${inScope} group by 1, 2, 3, 4
    ),
    quantiles as (
      select repo_id, series_id, label_id, ${quantile(0.5)} as p50, ${quantile(0.9)} as p90
      from (
        select b.*,
          sum(amount) over (partition by repo_id, series_id, label_id order by bucket) as running,
          sum(amount) over (partition by repo_id, series_id, label_id) as whole
        from buckets b
      ) b
      group by 1, 2, 3
    )
    select k.series_id as "seriesId", coalesce(l.kind, 'other') as kind, l.tool, l.label, k.n, k.timed,
      q.p50::double precision as "p50Ms", q.p90::double precision as "p90Ms", k.total as "totalMs", k.hits, k.misses,
      k.miss_ms as "missMs", k.first_misses as "firstMisses"
    from shown k
    left join quantiles q on q.repo_id = k.repo_id and q.series_id = k.series_id and q.label_id = k.label_id
    left join span_label l on l.repo_id = k.repo_id and l.id = k.label_id
    order by k.total desc, k.series_id, k.rank`;
}

/** Of the builds that finished in the weeks that begin in the range. */
function loggedRuns(seriesIds: readonly number[], filter: MetricFilter, days: Days): SqlStatement {
  const branchClass = sql`
    case when b.event <> 'pull_request' and coalesce(b.target, b.source) = r.default_branch
      then 'default' else 'other' end`;
  const week = sql`date_trunc('week', b.finished_at at time zone ${WORLD_ZONE})::date`;
  return sql`
    select l.series_id as "seriesId", count(*)::int as logs,
      1000 * sum(extract(epoch from s.stopped_at) - extract(epoch from s.started_at))::double precision as "stepMs"
    from step_log l
    join step s on s.repo_id = l.repo_id and s.build_number = l.build_number and s.stage_number = l.stage_number
      and s.number = l.step_number
    join build b on b.repo_id = l.repo_id and b.number = l.build_number
    join repo r on r.id = b.repo_id
    where l.series_id = any(${seriesIds}::int[]) and l.outcome = 'read'
      and ${week} >= ${days.from}::date and ${week} < ${days.until}::date
      and ${passes(filter, { branchClass, event: sql`b.event` })}
    group by 1`;
}
