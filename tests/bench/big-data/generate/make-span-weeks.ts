import type pg from 'pg';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { BIG_DATA_PLAN } from '../big-data-plan';
import { drawNormal } from './draw';
import { CACHED_LAYER_MS, LAYERS_SHARE, PULLED } from './log-templates';

/** ln(γ), γ = 1.01/0.99: the buckets of span_week. */
const LOG_GAMMA = Math.log(1.01 / 0.99);
/** Buckets that a cell fills at most, and the counts for which a histogram is worked out. */
const BUCKETS_A_CELL = 24;
const LARGEST_COUNT = 4000;
const LARGEST_BUCKET = 760;

/**
 * Weekly sums of spans: of the weeks whose single spans are kept from those, of older ones from how many logs each
 * series had, the usual time of each label, and a histogram of the usual width.
 */
export async function makeSpanWeeks(client: pg.PoolClient): Promise<void> {
  await client.query(`
    create table big.log_week (
      repo_id int, series_id int, branch_class text, event text, week date, n int, years double precision);
    create table big.counts (n int, width int, bucket_counts int[]);
    create table big.buckets (middle int, width int, buckets smallint[])`);
  await client.query(countLogs());
  for (const statement of makeHistograms()) await client.query(statement);
  for (const table of ['log_week', 'counts', 'buckets']) await client.query(`analyze big.${table}`);
  await client.query(sumKeptSpans());
  await client.query(makeOldWeeks());
}

function cellOf(): SqlStatement {
  const { timeZone } = BIG_DATA_PLAN;
  return sql`
    case when b.event <> 'pull_request' and coalesce(b.target, b.source) = r.default_branch then 'default' else 'other' end,
    b.event, date_trunc('week', g.finished_at at time zone ${timeZone})::date`;
}

function keptFrom(): SqlStatement {
  const { lastDay, keepSpansDays } = BIG_DATA_PLAN;
  return sql`date_trunc('week', (${lastDay}::date + 1)::timestamp - ${keepSpansDays}::int * interval '1 day')::date`;
}

function countLogs(): SqlStatement {
  return sql`
    insert into big.log_week
    select c.*, (c.week - ${BIG_DATA_PLAN.lastDay}::date) / 365.25
    from (
      select g.repo_id, g.series_id, ${cellOf()} as week, count(*)::int
      from step_log g
      join build b on b.repo_id = g.repo_id and b.number = g.build_number
      join repo r on r.id = g.repo_id
      where g.outcome = 'read'
      group by 1, 2, 3, 4, 5
    ) c
    where c.week < ${keptFrom()}`;
}

/** Counts of a bell for every n, and the buckets of one for every middle; both have as many entries. */
function makeHistograms(): SqlStatement[] {
  const deviation = sql`round((i - (w.width + 1) / 2.0) * 34 / w.width)::int`;
  return [
    sql`
      insert into big.counts
      select n, least(n, ${BUCKETS_A_CELL}::int), array_agg(round(n * until_part)::int - round(n * from_part)::int order by i)
      from (
        select n, i, (sum(p) over upto - p) / sum(p) over (partition by n) as from_part,
          sum(p) over upto / sum(p) over (partition by n) as until_part
        from generate_series(1, ${LARGEST_COUNT}::int) as n
        cross join lateral generate_series(1, least(n, ${BUCKETS_A_CELL}::int)) as i
        cross join lateral (
          select case when n <= ${BUCKETS_A_CELL}::int then 1 else exp(-power((i - 12.5) / 6.5, 2) / 2) end as p) p
        window upto as (partition by n order by i)
      ) c
      group by n`,
    sql`
      insert into big.buckets
      select middle, w.width, array_agg((middle + ${deviation})::smallint order by i)
      from generate_series(40, ${LARGEST_BUCKET}::int) as middle
      cross join generate_series(1, ${BUCKETS_A_CELL}::int) as w(width)
      cross join lateral generate_series(1, w.width) as i
      group by 1, 2`,
  ];
}

/** As the poller sums up, for all repositories at once. */
function sumKeptSpans(): SqlStatement {
  return sql`
    insert into span_week (repo_id, series_id, label_id, branch_class, event, week, n, timed, sum_ms, hits, misses, miss_ms,
      first_misses, buckets, bucket_counts)
    select repo_id, series_id, label_id, branch_class, event, week, sum(n)::int, sum(n)::int, sum(sum_ms)::bigint,
      sum(hits)::int, sum(misses)::int, sum(miss_ms)::bigint, sum(first_misses)::int,
      array_agg(bucket order by bucket), array_agg(n order by bucket)
    from (
      select g.repo_id, g.series_id, s.label_id, g.branch_class, g.event, g.week,
        ceil(ln(greatest(s.duration_ms, 1)) / ${LOG_GAMMA}::double precision)::smallint as bucket, count(*)::int as n,
        sum(s.duration_ms) as sum_ms, (count(*) filter (where s.cache = 'hit'))::int as hits,
        (count(*) filter (where s.cache = 'miss'))::int as misses,
        coalesce(sum(s.duration_ms) filter (where s.cache = 'miss'), 0) as miss_ms,
        (count(*) filter (where s.cache = 'miss' and s.label_id = g.first_miss_id))::int as first_misses
      from step_span s
      join (
        select g.repo_id, g.build_number, g.stage_number, g.step_number, g.series_id, g.first_miss_id,
          ${cellOf()} as week
        from step_log g
        join build b on b.repo_id = g.repo_id and b.number = g.build_number
        join repo r on r.id = g.repo_id
        where g.outcome = 'read'
          and g.finished_at >= ${keptFrom()}::timestamp at time zone ${BIG_DATA_PLAN.timeZone}
      ) g(repo_id, build_number, stage_number, step_number, series_id, first_miss_id, branch_class, event, week)
        using (repo_id, build_number, stage_number, step_number)
      group by 1, 2, 3, 4, 5, 6, 7
    ) b
    group by 1, 2, 3, 4, 5, 6`;
}

/**
 * Layers before the one that brings the source are mostly cached, and then take next to nothing; the others share
 * what the build takes.
 */
function makeOldWeeks(): SqlStatement {
  const usualMs = sql`exp(l.ln_ms + 0.05 * ${drawNormal('week', sql`l.label_id * 1000 + (c.week - date '2020-01-06') / 7`)})`;
  const share = sql`${LAYERS_SHARE}::double precision * l.weight`;
  const middle = sql`least(greatest(ceil(ln(u.usual_ms) / ${LOG_GAMMA}::double precision)::int, 40), ${LARGEST_BUCKET}::int)`;
  return sql`
    insert into span_week (repo_id, series_id, label_id, branch_class, event, week, n, timed, sum_ms, hits, misses, miss_ms,
      first_misses, buckets, bucket_counts)
    select c.repo_id, c.series_id, l.label_id, c.branch_class, c.event, c.week, c.n, c.n,
      round(u.misses * u.miss_ms + (c.n - u.misses) * u.usual_ms)::bigint,
      case when l.kind = 'command' then 0 else c.n - u.misses end, u.misses, round(u.misses * u.miss_ms)::bigint,
      case when l.layer = r.source_layer then round(c.n * 0.7)::int when l.layer in (1, 2, 5) then u.misses / 2 else 0 end,
      h.buckets, k.bucket_counts
    from big.log_week c
    join big.repo r on r.id = c.repo_id
    join big.label l on l.series_id = c.series_id
    cross join lateral (
      select case when l.layer is null then ${usualMs} * l.weight when l.layer < r.source_layer then ${CACHED_LAYER_MS}::double precision
          else ${usualMs} * ${share} / l.source_weight end as usual_ms,
        case when l.layer is null then ${usualMs} * l.weight when l.layer < r.source_layer then ${usualMs} * 1.9 * ${share} / l.all_weight
          else ${usualMs} * ${share} / l.source_weight end as miss_ms,
        case when l.kind = 'pull' then round(c.n * ${PULLED}::double precision)::int when l.layer is null then 0 when l.layer >= r.source_layer then round(c.n * 0.9)::int
          when l.layer >= 5 then round(c.n * 0.18)::int else round(c.n * 0.06)::int end as misses
      offset 0
    ) u
    join big.counts k on k.n = least(c.n, ${LARGEST_COUNT}::int)
    join big.buckets h on h.width = k.width and h.middle = ${middle}`;
}
