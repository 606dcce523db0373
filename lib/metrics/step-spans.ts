import { z } from 'zod';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { finishedBuilds } from './finished-builds';
import { histogramQuantile } from './histogram-quantile';
import { defineMetric, type MetricScope } from './metric';

/** Those that take the most time; the others are one row without a label. */
const LABELS_A_STEP = 60;

const row = z.object({
  pipeline: z.string(),
  step: z.string(),
  kind: z.enum(['pull', 'command', 'layer', 'other']),
  tool: z.string().nullable(),
  /** Null: all that were too rare for a label of their own. */
  label: z.string().nullable(),
  /** How often it ran. */
  n: z.int(),
  /** Logs of the step that were read, whether or not it ran in them. */
  logs: z.int(),
  /** How often its time is known. */
  timed: z.int(),
  p50Ms: z.number().nullable(),
  p90Ms: z.number().nullable(),
  totalMs: z.number(),
  hits: z.int(),
  misses: z.int(),
  missMs: z.number(),
  /** In how many logs it is the first layer that was not cached. */
  firstMisses: z.int(),
});

export type StepSpansRow = z.infer<typeof row>;

export const stepSpans = defineMetric({
  name: 'step-spans',
  title: 'Inside the step',
  unit: 'ms',
  definition:
    'Commands, pulls and docker layers as the log of the step tells them, successful or not, of builds that ' +
    'finished in the range. A command lasts until the next one is echoed, by a clock of whole seconds: ± 1 s. ' +
    'A layer runs within its command. Cached: hits / (hits + misses), where the builder tells.',
  empty: 'gap',
  needsRepository: true,
  row,
  statement: scope => sql`
    with spans as (${spansOf(scope)}),
    logs as (
      select l.repo_id, l.series_id, count(*)::int as n
      from (${finishedBuilds(scope, scope.days)}) b
      join step_log l on l.repo_id = b.repo_id and l.build_number = b.number and l.outcome = 'read'
      group by 1, 2
    ),
    ranked as (
      select s.*,
        row_number() over (
          partition by s.series_id order by s.label_id = 0, s."totalMs" desc, s.n desc, s.label_id) as rank
      from spans s
    )
    select e.pipeline, e.step, coalesce(l.kind, 'other') as kind, l.tool, l.label, k.n,
      coalesce(g.n, 0) as logs, k.timed,
      k."p50Ms", k."p90Ms", k."totalMs", k.hits, k.misses, k."missMs", k."firstMisses"
    from ranked k
    join series e on e.repo_id = k.repo_id and e.id = k.series_id
    left join logs g on g.repo_id = k.repo_id and g.series_id = k.series_id
    left join span_label l on l.repo_id = k.repo_id and l.id = k.label_id
    where k.rank <= ${LABELS_A_STEP}
    order by e.pipeline, e.step, k.rank`,
});

/**
 * Single spans where they are still kept for the whole range; else the sums of the weeks that begin in it,
 * which know of branches only whether they are the default one.
 */
function spansOf(scope: MetricScope): SqlStatement {
  return sql`
    select * from (${singleSpans(scope)}) single where ${areSpansKept(scope)}
    union all
    select * from (${weeklySpans(scope)}) weekly where not ${areSpansKept(scope)}`;
}

function areSpansKept({ days, timeZone, repository }: MetricScope): SqlStatement {
  return sql`(
    select coalesce(max(i.spans_kept_from), '-infinity') <= ${days.from}::date::timestamp at time zone ${timeZone}
    from repo_import i join repo r on r.id = i.repo_id where r.slug = ${repository})`;
}

function singleSpans(scope: MetricScope): SqlStatement {
  return sql`
    select l.repo_id, l.series_id, s.label_id, count(*)::int as n,
      count(s.duration_ms)::int as timed,
      (percentile_disc(0.5) within group (order by s.duration_ms))::double precision as "p50Ms",
      (percentile_disc(0.9) within group (order by s.duration_ms))::double precision as "p90Ms",
      coalesce(sum(s.duration_ms), 0)::double precision as "totalMs",
      (count(*) filter (where s.cache = 'hit'))::int as hits,
      (count(*) filter (where s.cache = 'miss'))::int as misses,
      coalesce(sum(s.duration_ms) filter (where s.cache = 'miss'), 0)::double precision as "missMs",
      (count(distinct (l.build_number, l.stage_number, l.step_number))
        filter (where s.cache = 'miss' and s.label_id = l.first_miss_id))::int as "firstMisses"
    from (${finishedBuilds(scope, scope.days)}) b
    join step_log l on l.repo_id = b.repo_id and l.build_number = b.number
    join step_span s on s.repo_id = l.repo_id and s.build_number = l.build_number
      and s.stage_number = l.stage_number and s.step_number = l.step_number
    group by l.repo_id, l.series_id, s.label_id`;
}

function weeklySpans({ repository, branch, days }: MetricScope): SqlStatement {
  const branchClass = branch === 'all' ? null : branch === 'default' ? 'default' : 'other';
  return sql`
    with cells as (
      select w.*
      from span_week w join repo r on r.id = w.repo_id
      where r.slug = ${repository} and w.week >= ${days.from}::date and w.week < ${days.until}::date
        and (${branchClass}::text is null or w.branch_class = ${branchClass})
    ),
    buckets as (
      select c.repo_id, c.series_id, c.label_id, h.bucket, sum(h.amount) as amount
      from cells c cross join unnest(c.buckets, c.bucket_counts) as h(bucket, amount)
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
    select c.repo_id, c.series_id, c.label_id, sum(c.n)::int as n, sum(c.timed)::int as timed, min(q.p50)::double precision as "p50Ms",
      min(q.p90)::double precision as "p90Ms", sum(c.sum_ms)::double precision as "totalMs",
      sum(c.hits)::int as hits, sum(c.misses)::int as misses, sum(c.miss_ms)::double precision as "missMs",
      sum(c.first_misses)::int as "firstMisses"
    from cells c left join quantiles q using (repo_id, series_id, label_id)
    group by c.repo_id, c.series_id, c.label_id`;
}
