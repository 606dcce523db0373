import type { MetricName } from '@/lib/metrics/registry';
import type { DayRange } from '@/lib/time/ranges';

/** How an engine spells what the questions need. Times are columns `created`, `started`, … of a table's alias. */
export interface Dialect {
  /** Unix seconds of a time. */
  seconds(time: string): string;
  /** Day, or week from Monday, of a time. */
  bucket(size: 'day' | 'week', time: string): string;
  hourOfWeek(time: string): string;
  within(time: string, days: DayRange): string;
}

export interface RawScope {
  now: DayRange;
  before: DayRange;
  bucket: 'day' | 'week';
  /** Condition on a repository's alias `r`; `true` for all. */
  narrow: string;
}

const quantile = (q: number, expression: string) =>
  `percentile_disc(${q}) within group (order by ${expression})`;

const percentiles = (expression: string) =>
  [0.25, 0.5, 0.75, 0.9, 0.95].map(q => quantile(q, expression)).join(', ');

/**
 * The same questions asked of the raw facts, as a dashboard on the tables does. Hours lost have no such question: a
 * replay of people's days cannot be said in a statement. Nor have commands, whose single times are not kept for a
 * year, and the state of the import, which is read from the tables as it is.
 */
export const RAW_QUESTIONS: Partial<Record<MetricName, (d: Dialect, s: RawScope) => string>> = {
  wait: (d, s) => `
    select ${d.bucket(s.bucket, 'b.finished')} as bucket, count(*), ${percentiles(waitOf(d))}
    from build b join repo r on r.id = b.repo_id
    where ${d.within('b.finished', s.now)} and b.status = 'success' and ${s.narrow} group by 1 order by 1`,
  totals: (d, s) =>
    [s.now, s.before]
      .map(
        days => `
    select count(*), count(distinct b.person), ${percentiles(`case when b.status = 'success' then ${waitOf(d)} end`)},
      sum(case when b.status in ('failure', 'error') then 1 else 0 end)
    from build b join repo r on r.id = b.repo_id where ${d.within('b.finished', days)} and ${s.narrow}`,
      )
      .join(' union all '),
  outcomes: (d, s) => `
    select ${d.bucket(s.bucket, 'b.finished')} as bucket, b.status, count(*)
    from build b join repo r on r.id = b.repo_id
    where ${d.within('b.finished', s.now)} and ${s.narrow} group by 1, 2 order by 1, 2`,
  distribution: (d, s) => `
    select floor(ln(greatest(${waitOf(d)}, 1)) * 4) as bin, count(*)
    from build b join repo r on r.id = b.repo_id
    where ${d.within('b.finished', s.now)} and b.status = 'success' and ${s.narrow} group by 1 order by 1`,
  heatmap: (d, s) => `
    select ${d.hourOfWeek('b.created')} as hour, count(*), ${quantile(0.5, waitOf(d))}, ${quantile(0.9, waitOf(d))}
    from build b join repo r on r.id = b.repo_id
    where ${d.within('b.finished', s.now)} and b.status = 'success' and ${s.narrow} group by 1 order by 1`,
  services: (d, s) => `
    select r.slug, count(*), ${percentiles(`case when b.status = 'success' then ${waitOf(d)} end`)}
    from build b join repo r on r.id = b.repo_id
    where (${d.within('b.finished', s.now)} or ${d.within('b.finished', s.before)}) and ${s.narrow} group by 1`,
  teams: (d, s) => `
    select r.namespace, count(*), ${percentiles(`case when b.status = 'success' then ${waitOf(d)} end`)}
    from build b join repo r on r.id = b.repo_id
    where (${d.within('b.finished', s.now)} or ${d.within('b.finished', s.before)}) and ${s.narrow} group by 1`,
  'stage-times': (d, s) => `
    select ${d.bucket(s.bucket, 'b.finished')} as bucket, count(*),
      ${percentiles(`${d.seconds('g.started')} - ${d.seconds('b.created')}`)},
      ${percentiles(`${d.seconds('g.stopped')} - ${d.seconds('g.started')}`)}
    from build b join repo r on r.id = b.repo_id
    join stage g on g.repo_id = b.repo_id and g.build_number = b.number
    where ${d.within('b.finished', s.now)} and ${s.narrow} group by 1 order by 1`,
  runners: (d, s) => `
    select g.machine, count(*), sum(${d.seconds('g.stopped')} - ${d.seconds('g.started')}),
      ${quantile(0.9, `${d.seconds('g.started')} - ${d.seconds('b.created')}`)}
    from build b join repo r on r.id = b.repo_id
    join stage g on g.repo_id = b.repo_id and g.build_number = b.number
    where ${d.within('b.finished', s.now)} and ${s.narrow} group by 1`,
  'step-durations': (d, s) => `
    select r.slug, g.name, s.name, ${d.bucket(s.bucket, 'b.finished')} as bucket, count(*), ${percentiles(runOf(d))}
    from ${stepsOf} where ${d.within('b.finished', s.now)} and ${timedStep} and ${s.narrow} group by 1, 2, 3, 4`,
  steps: (d, s) => `
    select r.slug, g.name, s.name, count(*), ${percentiles(runOf(d))}, sum(${runOf(d)})
    from ${stepsOf}
    where (${d.within('b.finished', s.now)} or ${d.within('b.finished', s.before)}) and ${timedStep} and ${s.narrow}
    group by 1, 2, 3 order by 10 desc limit 60`,
  'time-to-publish': (d, s) => `
    select ${d.bucket(s.bucket, 'b.finished')} as bucket, count(*), ${percentiles(`${d.seconds('s.stopped')} - ${d.seconds('b.created')}`)}
    from ${stepsOf} where ${d.within('b.finished', s.now)} and ${timedStep} and ${s.narrow}
      and (s.name like '%push%' or s.name like '%publish%' or s.name like '%deploy%') group by 1`,
  'slowest-builds': (d, s) => `
    select r.slug, b.number, ${waitOf(d)} as wait
    from build b join repo r on r.id = b.repo_id
    where ${d.within('b.finished', s.now)} and b.status = 'success' and ${s.narrow} order by 3 desc limit 25`,
  'slowest-runs': (d, s) => `
    select r.slug, b.number, ${runOf(d)} as run, ${waitOf(d)}
    from ${stepsOf}
    where ${d.within('b.finished', s.now)} and ${timedStep} and ${s.narrow} order by 3 desc limit 25`,
  targets: (d, s) => `
    select ${d.bucket(s.bucket, 'b.finished')} as bucket, count(*), ${quantile(0.9, waitOf(d))},
      sum(case when ${waitOf(d)} <= 600 then 1 else 0 end)
    from build b join repo r on r.id = b.repo_id
    where ${d.within('b.finished', s.now)} and b.status = 'success' and ${s.narrow} group by 1 order by 1`,
  'queue-peak': (d, s) => `
    select hour, count(*), ${quantile(0.5, 'queue')}, ${quantile(0.9, 'queue')},
      sum(case when queue > 30 then 1 else 0 end)
    from (
      select ${d.hourOfWeek('b.created')} as hour, b.repo_id, b.number,
        min(${d.seconds('g.started')} - ${d.seconds('b.created')}) as queue
      from build b join repo r on r.id = b.repo_id
      join stage g on g.repo_id = b.repo_id and g.build_number = b.number
      where ${d.within('b.finished', s.now)} and b.status = 'success' and ${s.narrow} group by 1, 2, 3
    ) q
    group by 1 order by 1`,
  'cache-rates': (d, s) => `
    select c.kind, c.tool, ${d.bucket(s.bucket, 'b.finished')} as bucket, sum(c.hits), sum(c.misses), count(*)
    from ${cachesOf} where ${d.within('b.finished', s.now)} and ${s.narrow} group by 1, 2, 3`,
  'cache-steps': (d, s) => `
    select l.series_id, c.kind, c.tool, sum(c.hits), sum(c.misses), sum(c.miss_ms)
    from ${cachesOf}
    where (${d.within('b.finished', s.now)} or ${d.within('b.finished', s.before)}) and ${s.narrow}
    group by 1, 2, 3 order by 6 desc limit 200`,
};

const timedStep = `b.status = 'success' and s.status = 'success' and s.detached is not true`;

const stepsOf = `build b join repo r on r.id = b.repo_id
    join stage g on g.repo_id = b.repo_id and g.build_number = b.number
    join step s on s.repo_id = g.repo_id and s.build_number = g.build_number and s.stage_number = g.number`;

const cachesOf = `build b join repo r on r.id = b.repo_id
    join step_log l on l.repo_id = b.repo_id and l.build_number = b.number
    join step_cache c on c.repo_id = l.repo_id and c.build_number = l.build_number
      and c.stage_number = l.stage_number and c.step_number = l.step_number`;

function waitOf(d: Dialect): string {
  return `(${d.seconds('b.finished')} - ${d.seconds('b.created')})`;
}

function runOf(d: Dialect): string {
  return `(${d.seconds('s.stopped')} - ${d.seconds('s.started')})`;
}
