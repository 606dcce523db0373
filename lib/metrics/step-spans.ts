import { z } from 'zod';
import type { SqlStatement } from '@/lib/db/sql';
import { sql } from '@/lib/db/sql';
import { withoutSecrets } from '@/lib/shown-text';
import type { WeekReader } from '@/lib/weeks/reader';
import { loggedRuns, type SpanQuestion, singleSpans, weeklySpans } from './engine/span-rows';
import { type SpanRow, spanRow } from './engine/span-sums';
import { defineMetric } from './metric';

const row = spanRow.omit({ seriesId: true }).extend({
  repository: z.string(),
  pipeline: z.string(),
  step: z.string(),
  /** Logs of the step that were read, whether or not it ran in them. */
  logs: z.int(),
  /** What the step took in these logs together; null where it is not known. */
  stepMs: z.number().nullable(),
});

export const stepSpans = defineMetric({
  name: 'step-spans',
  title: 'Inside the step',
  unit: 'ms',
  definition:
    'Commands, pulls and docker layers as the log of the step tells them, successful or not, of builds that ' +
    'finished in the range: those that took the most time. A command lasts until the next one is echoed, by a clock ' +
    'of whole seconds: ± 1 s. A layer runs within its command. Share: of the time that the step itself took in these ' +
    'logs. Cached: hits / (hits + misses), where the builder tells. Whole weeks, and ranges whose single commands are ' +
    'no longer kept, are read from weekly sums: percentiles are then within 1 %, and a range counts the weeks that ' +
    'begin in it.',
  empty: 'gap',
  row,
  async answer(reader) {
    const question = questionOf(reader);
    if (question.seriesIds?.length === 0) return [];
    const areSingle = await areSingleSpansFit(reader, question);
    const spans = areSingle ? await readSingleSpans(reader, question) : await weeklySpans(reader);
    // Sums of weeks and the time of the step are of the same days, so that the one is a share of the other.
    const reach = areSingle ? 'now' : 'weeks';
    const runs = await loggedRuns(reader, reach, new Set(spans.map(({ seriesId }) => seriesId)));
    return spans.flatMap(({ seriesId, ...span }) => {
      const series = reader.book.series.get(seriesId);
      if (series === undefined) return [];
      const { repository, pipeline, step } = series;
      const { logs, ranMs } = runs.get(seriesId) ?? { logs: 0, ranMs: null };
      return [{ repository, pipeline, step, ...span, logs, stepMs: ranMs }];
    });
  },
});

async function readSingleSpans({ pool }: WeekReader, question: SpanQuestion): Promise<SpanRow[]> {
  const { rows } = await pool.query(singleSpans(question));
  const spans = spanRow.array().parse(rows);
  return spans.map(span => ({ ...span, label: span.label && withoutSecrets(span.label) }));
}

function questionOf({ scope, series, book }: WeekReader): SpanQuestion {
  const inScope = [...book.series.values()].filter(entry => entry.step !== '' && series.holds(entry));
  return {
    repoIds: series.repoIds === null ? null : [...series.repoIds],
    seriesIds: series.repoIds === null ? null : inScope.map(entry => entry.id),
    days: scope.days,
    timeZone: scope.timeZone,
    branchClass: scope.branch === 'all' ? null : scope.branch === 'default' ? 'default' : 'other',
    event: scope.event,
  };
}

/** Single spans of more steps than this are too many to look at one by one. */
const FEW_SERIES = 80;

/** Weekly sums do for whole weeks, the running one as far as it has come, and for many steps; single spans tell days apart, where they are all kept. */
async function areSingleSpansFit({ pool, scope }: WeekReader, question: SpanQuestion): Promise<boolean> {
  if (question.seriesIds === null || question.seriesIds.length > FEW_SERIES) return false;
  const { rows } = await pool.query<{ isKept: boolean; isWholeWeeks: boolean }>(
    areSpansKept(question, scope.today),
  );
  return rows[0]?.isKept === true && rows[0].isWholeWeeks === false;
}

function areSpansKept({ repoIds, days, timeZone }: SpanQuestion, today: string): SqlStatement {
  return sql`
    select coalesce(max(spans_kept_from), '-infinity')
        <= ${days.from}::date::timestamp at time zone ${timeZone} as "isKept",
      extract(isodow from ${days.from}::date) = 1 and (
        extract(isodow from ${days.until}::date) = 1 or ${days.until}::date > ${today}::date) as "isWholeWeeks"
    from repo_import where ${repoIds}::int[] is null or repo_id = any(${repoIds}::int[])`;
}
