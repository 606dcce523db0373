import { STEP_FLAG } from '../format/codes';
import { forEachSeries } from './for-each-series';
import type { BookSeries } from './series-book';
import type { Reach, WeekReader, WeekSlice } from './week-reader';

type StepsSlice = WeekSlice<'steps'>;

/** What is done with the entries of a series in some weeks: they lie at [from, until). */
type RunVisit = (slice: StepsSlice, series: BookSeries, from: number, until: number) => void;

/** Calls `visit` for each series in scope, with where its entries lie: once for each week, or oftener. */
export async function forEachStepRun(
  reader: WeekReader,
  reach: Reach,
  visit: RunVisit,
  repoIds?: ReadonlySet<number>,
): Promise<void> {
  const find = createSeriesFinder(reader);
  await reader.forEachWeek(reach, ['steps'], slice => visitRuns(slice, find, visit), repoIds);
}

/** What is done with one run of a step: seconds; `day` counts from 1970-01-01, `stopS` from the build's creation. */
type TimedVisit = (seconds: number, day: number, build: number, stopS: number) => void;

/** What is done with the runs of a series in some weeks. */
type OpenVisit = (series: BookSeries, slice: StepsSlice) => TimedVisit;

/**
 * Calls what `open` gives for a series in some weeks with each run of the step whose duration counts in percentiles:
 * successful, in a successful build, neither skipped nor beside the others.
 */
export async function forEachTimedStep(reader: WeekReader, reach: Reach, open: OpenVisit): Promise<void> {
  await forEachStepRun(reader, reach, (slice, series, from, until) =>
    visitTimed(slice, from, until, open(series, slice)),
  );
}

/**
 * Calls `visit` with the seconds of all such runs of a series in some weeks together, where there are any: in a quarter of
 * the time.
 *
 * @param visit must not hold the seconds: what comes next is written over them
 */
export async function forEachTimedRuns(
  reader: WeekReader,
  reach: Reach,
  visit: (series: BookSeries, seconds: Uint32Array) => void,
): Promise<void> {
  let scratch = new Uint32Array(1024);
  await forEachStepRun(reader, reach, ({ mask, parts: { steps } }, series, from, until) => {
    if (scratch.length < until - from) scratch = new Uint32Array(2 * (until - from));
    const { flags, build, startS, stopS } = steps;
    let n = 0;
    for (let i = from; i < until; i += 1) {
      if (((flags[i] ?? 0) & STEP_FLAG.timed) === 0) continue;
      if (mask !== null && mask[build[i] ?? 0] !== 1) continue;
      scratch[n] = (stopS[i] ?? 0) - (startS[i] ?? 0);
      n += 1;
    }
    if (n > 0) visit(series, scratch.subarray(0, n));
  });
}

/** The same in one slice only. */
export function createTimedStepVisitor(reader: WeekReader): (slice: StepsSlice, open: OpenVisit) => void {
  const find = createSeriesFinder(reader);
  return (slice, open) =>
    visitRuns(slice, find, (_, series, from, until) => visitTimed(slice, from, until, open(series, slice)));
}

/** The series of an id; null: not in scope. */
function createSeriesFinder(reader: WeekReader): (seriesId: number) => BookSeries | null {
  const inScope = new Map<number, BookSeries | null>();
  return seriesId => {
    let series = inScope.get(seriesId);
    if (series === undefined) {
      const known = reader.book.series.get(seriesId);
      series = known !== undefined && reader.series.holds(known) ? known : null;
      inScope.set(seriesId, series);
    }
    return series;
  };
}

function visitRuns(slice: StepsSlice, find: (seriesId: number) => BookSeries | null, visit: RunVisit): void {
  forEachSeries(slice.parts.steps, (seriesId, from, until) => {
    const series = find(seriesId);
    if (series !== null) visit(slice, series, from, until);
  });
}

function visitTimed(
  { builds, mask, monday, parts }: StepsSlice,
  from: number,
  until: number,
  visit: TimedVisit,
): void {
  const { flags, build: buildOf, startS, stopS } = parts.steps;
  const { day } = builds;
  for (let i = from; i < until; i += 1) {
    if (((flags[i] ?? 0) & STEP_FLAG.timed) === 0) continue;
    const build = buildOf[i] ?? 0;
    if (mask !== null && mask[build] !== 1) continue;
    const stop = stopS[i] ?? 0;
    visit(stop - (startS[i] ?? 0), monday + (day[build] ?? 0), build, stop);
  }
}
