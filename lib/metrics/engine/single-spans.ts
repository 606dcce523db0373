import { type SqlStatement, sql } from '@/lib/db/sql';
import type { DayRange } from '@/lib/time/ranges';
import { isEvent } from './is-event';

/** Of which commands and layers is asked. */
export interface SpanQuestion {
  /** Null: of all repositories. */
  repoIds: number[] | null;
  /** Null: of all steps. */
  seriesIds: number[] | null;
  days: DayRange;
  timeZone: string;
  branchClass: 'default' | 'other' | null;
  event: string | null;
}

/** Those of a step that take the most time have a row of their own; so many rows at most are told in all. */
export const LABELS_A_STEP = 60;
export const ROWS_SHOWN = 400;

/** Commands and layers one by one: exact, day by day. */
export function singleSpans({
  repoIds,
  seriesIds,
  days,
  timeZone,
  branchClass,
  event,
}: SpanQuestion): SqlStatement {
  return sql`
    with logs as (
      select l.repo_id, l.build_number, l.stage_number, l.step_number, l.series_id, l.first_miss_id
      from step_log l
      join build b on b.repo_id = l.repo_id and b.number = l.build_number
      join repo r on r.id = b.repo_id
      where l.outcome = 'read' and l.repo_id = any(${repoIds}::int[]) and l.series_id = any(${seriesIds}::int[])
        and l.finished_at >= ${days.from}::date::timestamp at time zone ${timeZone}
        and l.finished_at < ${days.until}::date::timestamp at time zone ${timeZone}
        and ${ofBuilds({ branchClass, event })}
    ),
    spans as (
      select l.repo_id, l.series_id, s.label_id, count(*)::int as n, count(s.duration_ms)::int as timed,
        (percentile_disc(0.5) within group (order by s.duration_ms))::double precision as p50,
        (percentile_disc(0.9) within group (order by s.duration_ms))::double precision as p90,
        coalesce(sum(s.duration_ms), 0)::double precision as total,
        (count(*) filter (where s.cache = 'hit'))::int as hits,
        (count(*) filter (where s.cache = 'miss'))::int as misses,
        coalesce(sum(s.duration_ms) filter (where s.cache = 'miss'), 0)::double precision as miss_ms,
        (count(distinct (l.build_number, l.stage_number, l.step_number))
          filter (where s.cache = 'miss' and s.label_id = l.first_miss_id))::int as first_misses
      from logs l
      join step_span s on s.repo_id = l.repo_id and s.build_number = l.build_number
        and s.stage_number = l.stage_number and s.step_number = l.step_number
      group by l.repo_id, l.series_id, s.label_id
    ),
    ranked as (
      select s.*, row_number() over (
        partition by s.repo_id, s.series_id order by s.label_id = 0, s.total desc, s.n desc, s.label_id) as rank
      from spans s
    )
    select k.series_id as "seriesId", coalesce(l.kind, 'other') as kind, l.tool, l.label, k.n, k.timed, k.p50 as "p50Ms", k.p90 as "p90Ms",
      k.total as "totalMs", k.hits, k.misses, k.miss_ms as "missMs", k.first_misses as "firstMisses"
    from ranked k
    left join span_label l on l.repo_id = k.repo_id and l.id = k.label_id
    where k.rank <= ${LABELS_A_STEP}
    order by k.total desc, k.series_id, k.rank
    limit ${ROWS_SHOWN}`;
}

/** Whether build `b` of repository `r` is of the branches and the event that are asked for. */
function ofBuilds({ branchClass, event }: Pick<SpanQuestion, 'branchClass' | 'event'>): SqlStatement {
  return sql`
    (${branchClass}::text is null or ${branchClass} =
      case when b.event <> 'pull_request' and coalesce(b.target, b.source) = r.default_branch
        then 'default' else 'other' end)
    and ${isEvent(sql`b.event`, event)}`;
}
