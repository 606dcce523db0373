import { z } from 'zod';
import { at } from '@/lib/at';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { entryOf } from '@/lib/entry-of';
import { BRANCH_CLASS } from '@/lib/facts/build-sql';
import type { EventFilter } from '@/lib/facts/vocabulary';
import { withoutSecrets } from '@/lib/shown-text';
import type { DayRange } from '@/lib/time/ranges';
import {
  forEachSeries,
  forEachStepRun,
  type Reach,
  type SpanSlice,
  STEP_FLAG,
  UNKNOWN,
  type WeekReader,
} from '@/lib/weeks/reader';
import { isEvent } from './filter-sql';
import { DurationHistogram, type SpanRow, type SpanSum, SpanSums, spanRow } from './span-sums';

/** Of which commands and layers is asked. */
export interface SpanQuestion {
  /** Null: of all repositories. */
  repoIds: number[] | null;
  /** Null: of all steps. */
  seriesIds: number[] | null;
  days: DayRange;
  timeZone: string;
  branchClass: 'default' | 'other' | null;
  event: EventFilter;
}

/** Those of a step that take the most time have a row of their own; so many rows at most are told in all. */
const LABELS_A_STEP = 60;
const ROWS_SHOWN = 400;

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

/** Whether build `b` of repository `r` is of the branches and events that are asked for. */
function ofBuilds({ branchClass, event }: Pick<SpanQuestion, 'branchClass' | 'event'>): SqlStatement {
  return sql`
    (${branchClass}::text is null or ${branchClass} =
      ${BRANCH_CLASS})
    and ${isEvent(sql`b.event`, event)}`;
}

/** Commands and layers from the sums of the weeks that begin in the range; histograms are merged only for rows shown. */
export async function weeklySpans(reader: WeekReader): Promise<SpanRow[]> {
  const sums = new SpanSums();
  await reader.forEachSpans([], slice => sums.add(slice));
  const shown = sums.longest(LABELS_A_STEP, ROWS_SHOWN).flatMap(sum => {
    const series = reader.book.series.get(sum.seriesId);
    return series === undefined ? [] : { ...sum, repoId: series.repoId };
  });
  const histograms = await mergeHistograms(reader, shown);
  const labels = await readLabels(reader, shown);
  return shown.map(({ repoId: _, seriesId, labelId, runs, ...sum }) => {
    const { kind, tool, label } = labels.get(labelId) ?? { kind: 'other', tool: null, label: null };
    const histogram = histograms.get(seriesId)?.get(labelId);
    const p50Ms = histogram?.quantileMs(0.5) ?? null;
    const p90Ms = histogram?.quantileMs(0.9) ?? null;
    return { seriesId, kind, tool, label, n: runs, ...sum, p50Ms, p90Ms };
  });
}

/** Of these many, as many weeks as one likes are told without much memory. */
const LABELS_WITH_TREND = 24;

/** The median of a command or layer in one week. */
export interface SpanWeek {
  seriesId: number;
  kind: SpanRow['kind'];
  label: string | null;
  /** First day of the week, in days since 1970-01-01. */
  monday: number;
  p50Ms: number;
}

/** Those that took the most time, week by week; weeks in which no time of one is known are left out. */
export async function spanWeeks(reader: WeekReader): Promise<SpanWeek[]> {
  const sums = new SpanSums();
  await reader.forEachSpans([], slice => sums.add(slice));
  const shown = sums.longest(LABELS_A_STEP, LABELS_WITH_TREND).flatMap(sum => {
    const series = reader.book.series.get(sum.seriesId);
    return series === undefined ? [] : { ...sum, repoId: series.repoId };
  });
  const weeks = new Map(
    shown.map(({ seriesId, labelId }) => [`${seriesId} ${labelId}`, new WeekHistograms()]),
  );
  const addSlice = ({ monday, parts: { spans, times }, mask }: SpanSlice<'times'>) => {
    for (let i = 0; i < spans.n; i += 1) {
      if (mask !== null && mask[i] !== 1) continue;
      const key = `${at(spans.seriesId, i, 'seriesId')} ${at(spans.labelId, i, 'labelId')}`;
      const histogram = weeks.get(key)?.of(monday + 7 * at(spans.week, i, 'week'));
      histogram?.add(times, spans.timesUntil[i - 1] ?? 0, at(spans.timesUntil, i, 'timesUntil'));
    }
  };
  await reader.forEachSpans(['times'], addSlice, new Set(shown.map(({ repoId }) => repoId)));
  const labels = await readLabels(reader, shown);
  return shown.flatMap(({ seriesId, labelId }) => {
    const { kind, label } = labels.get(labelId) ?? { kind: 'other' as const, label: null };
    const medians = weeks.get(`${seriesId} ${labelId}`)?.medians ?? [];
    return medians.map(median => ({ seriesId, kind, label, ...median }));
  });
}

class WeekHistograms {
  private readonly byMonday = new Map<number, DurationHistogram>();

  of(monday: number): DurationHistogram {
    return entryOf(this.byMonday, monday, () => new DurationHistogram());
  }

  get medians(): Array<Pick<SpanWeek, 'monday' | 'p50Ms'>> {
    return [...this.byMonday]
      .sort(([one], [other]) => one - other)
      .flatMap(([monday, histogram]) => {
        const p50Ms = histogram.quantileMs(0.5);
        return p50Ms === null ? [] : { monday, p50Ms };
      });
  }
}

/** A label whose series is known, with the repository. */
type ShownSum = SpanSum & { repoId: number };

/** By series, then label. */
async function mergeHistograms(
  reader: WeekReader,
  shown: readonly ShownSum[],
): Promise<Map<number, Map<number, DurationHistogram>>> {
  const merged = new Map<number, Map<number, DurationHistogram>>();
  for (const { seriesId, labelId } of shown) {
    entryOf(merged, seriesId, () => new Map()).set(labelId, new DurationHistogram());
  }
  const addSlice = ({ parts: { spans, times }, mask }: SpanSlice<'times'>) => {
    forEachSeries(spans, (seriesId, from, until) => {
      const ofSeries = merged.get(seriesId);
      if (ofSeries === undefined) return;
      for (let i = from; i < until; i += 1) {
        if (mask !== null && mask[i] !== 1) continue;
        ofSeries
          .get(at(spans.labelId, i, 'labelId'))
          ?.add(times, spans.timesUntil[i - 1] ?? 0, at(spans.timesUntil, i, 'timesUntil'));
      }
    });
  };
  await reader.forEachSpans(['times'], addSlice, new Set(shown.map(({ repoId }) => repoId)));
  return merged;
}

/** Versions before stored labels as they were printed. */
const labelRow = spanRow
  .pick({ kind: true, tool: true })
  .extend({ id: z.int(), label: spanRow.shape.label.transform(label => label && withoutSecrets(label)) });

/** By id, which is of one series; those too rare for one have none. */
async function readLabels(
  { pool }: WeekReader,
  shown: readonly ShownSum[],
): Promise<Map<number, z.infer<typeof labelRow>>> {
  const { rows } = await pool.query(sql`
    select l.id, l.kind, l.tool, l.label
    from unnest(${shown.map(({ repoId }) => repoId)}::int[], ${shown.map(({ labelId }) => labelId)}::int[])
      as k(repo_id, id)
    join span_label l on l.repo_id = k.repo_id and l.id = k.id`);
  const labels = labelRow.array().parse(rows);
  return new Map(labels.map(label => [label.id, label]));
}

/** Logs of a step that were read, and how long the step ran in them. */
export interface LoggedRuns {
  logs: number;
  /** Null: no end is known. */
  ranMs: number | null;
}

/** Of these series, in these days and of the builds asked for, successful or not. */
export async function loggedRuns(
  reader: WeekReader,
  reach: Reach,
  seriesIds: ReadonlySet<number>,
): Promise<Map<number, LoggedRuns>> {
  const repoIds = new Set<number>();
  for (const id of seriesIds) {
    const series = reader.book.series.get(id);
    if (series !== undefined) repoIds.add(series.repoId);
  }
  const found = new Map<number, LoggedRuns>();
  await forEachStepRun(
    reader,
    reach,
    ({ parts: { steps }, mask }, { id }, from, until) => {
      if (!seriesIds.has(id)) return;
      const runs = entryOf(found, id, (): LoggedRuns => ({ logs: 0, ranMs: null }));
      for (let i = from; i < until; i += 1) {
        if ((at(steps.flags, i, 'flags') & STEP_FLAG.logged) === 0) continue;
        if (mask !== null && mask[at(steps.build, i, 'build')] !== 1) continue;
        runs.logs += 1;
        const [startS, stopS] = [at(steps.startS, i, 'startS'), at(steps.stopS, i, 'stopS')];
        if (stopS !== UNKNOWN) runs.ranMs = (runs.ranMs ?? 0) + (stopS - startS) * 1000;
      }
    },
    repoIds,
  );
  return found;
}
