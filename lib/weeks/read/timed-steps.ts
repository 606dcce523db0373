import { STEP_FLAG } from '../format/codes';
import { forEachSeries } from './for-each-series';
import type { BookSeries } from './series-book';
import type { WeekReader, WeekSlice } from './week-reader';

/** Calls `visit` for each series in scope in each week, with where its entries lie. */
export function forEachStepRun(
  reader: WeekReader,
  slices: Iterable<WeekSlice<'steps'>>,
  visit: (slice: WeekSlice<'steps'>, series: BookSeries, from: number, until: number) => void,
): void {
  const inScope = new Map<number, BookSeries | null>();
  for (const slice of slices) {
    forEachSeries(slice.parts.steps, (seriesId, from, until) => {
      let series = inScope.get(seriesId);
      if (series === undefined) {
        const known = reader.book.series.get(seriesId);
        series = known !== undefined && reader.series.holds(known) ? known : null;
        inScope.set(seriesId, series);
      }
      if (series !== null) visit(slice, series, from, until);
    });
  }
}

/** What is done with one run of a step: seconds; `day` counts from 1970-01-01, `stopS` from the build's creation. */
export type TimedVisit = (seconds: number, day: number, build: number, stopS: number) => void;

/**
 * Calls what `open` gives for a series in a week with each run of the step whose duration counts in percentiles:
 * successful, in a successful build, neither skipped nor beside the others.
 */
export function forEachTimedStep(
  reader: WeekReader,
  slices: Iterable<WeekSlice<'steps'>>,
  open: (series: BookSeries, slice: WeekSlice<'steps'>) => TimedVisit,
): void {
  forEachStepRun(reader, slices, (slice, series, from, until) => {
    const { builds, keep, monday } = slice;
    const { steps } = slice.parts;
    const visit = open(series, slice);
    for (let i = from; i < until; i += 1) {
      if (((steps.flags[i] ?? 0) & STEP_FLAG.timed) === 0) continue;
      const build = steps.build[i] ?? 0;
      if (keep !== null && keep[build] !== 1) continue;
      const stopS = steps.stopS[i] ?? 0;
      visit(stopS - (steps.startS[i] ?? 0), monday + (builds.day[build] ?? 0), build, stopS);
    }
  });
}
