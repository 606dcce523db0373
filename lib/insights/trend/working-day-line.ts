import { at } from '@/lib/at';
import { logMedianOfSorted } from '@/lib/stats/daily-medians';
import { groupAscending } from '@/lib/stats/group-ascending';
import { joined } from '@/lib/stats/quantiles';
import { findTrend as findLine, type Trend } from '@/lib/stats/trend';
import { dayNumber, weekdayOf } from '@/lib/time/days';
import type { DayRange } from '@/lib/time/ranges';
import type { BuildKind, PopulationBuilds } from '../compare/population-builds';
import { type Standardised, standardise } from '../compare/standardise';
import type { TrendAnswer } from './trend-answer';

/** Of a single line; of many, one of them errs no more often. */
const P_VALUE = 0.001;

/** What a line goes through. */
export interface LineDays {
  /** Whether the range before is seen with it. */
  withBefore: boolean;
  /** Days since 1970-01-01. */
  workingDays: readonly number[];
}

interface Sides {
  before: PopulationBuilds;
  after: PopulationBuilds;
}

interface Line {
  trend: Trend;
  /** Of each working day, ascending; none where nothing was built. */
  waitsMs: Float64Array[];
}

/** @param workdays 1 is Monday */
export function workingDaysOf({ from, until }: DayRange, workdays: ReadonlySet<number>): number[] {
  const [first, end] = [dayNumber(from), dayNumber(until)];
  return Array.from({ length: end - first }, (_, i) => first + i).filter(day => workdays.has(weekdayOf(day)));
}

/** The builds of a line at one mix. A line of the range alone needs no range before: each kind is then held against itself. */
export function atOneMix(
  { before, after }: Sides,
  { withBefore }: LineDays,
  partOf?: (kind: BuildKind) => string,
): Standardised {
  return standardise(withBefore ? before : after, after, { byService: true, byKind: true }, partOf);
}

/** The line through the daily medians of the wait, of ln(seconds). */
export function lineThrough(builds: Standardised, days: LineDays): Line {
  return lineOf(waitsByDay(builds, days, 1, () => 0));
}

function lineOf(waitsMs: Float64Array[]): Line {
  // One value for each working day, null where nothing was built.
  const values = waitsMs.map(waits => (waits.length === 0 ? null : logMedianOfSorted(waits)));
  return { trend: findLine(values, 'lower'), waitsMs };
}

/** The waits of each working day of the first part, then of the second, and so on. */
function waitsByDay(
  { before, after }: Standardised,
  { withBefore, workingDays }: LineDays,
  partCount: number,
  partOf: (kind: BuildKind) => number,
): Float64Array[] {
  const dayPlaces = new Map(workingDays.map((day, place) => [day, place]));
  const sides = withBefore ? [before, after] : [after];
  const groups = sides.map(({ of, places }) => {
    const firstOfKind = of.kinds.map(kind => partOf(kind) * workingDays.length);
    const own = new Float64Array(places.length).fill(-1);
    for (let i = 0; i < own.length; i += 1) {
      const place = at(places, i, 'places');
      const day = dayPlaces.get(at(of.day, place, 'day'));
      if (day !== undefined) own[i] = at(firstOfKind, at(of.kind, place, 'kind'), 'firstOfKind') + day;
    }
    return own;
  });
  const waits = joined(sides.map(({ ms }) => ms));
  return groupAscending(partCount * workingDays.length, joined(groups), waits);
}

/**
 * Services whose own wait got clearly longer or shorter, the largest change first. There are many lines, so that each must
 * be as many times as unlikely by chance (Bonferroni): a page on which nothing happened names one no more often than it
 * calls the whole worse.
 */
export function findMovers(
  { before, after }: Sides,
  days: LineDays,
): Pick<TrendAnswer, 'movers' | 'servicesTested'> {
  const named = [...before.kinds, ...after.kinds].map(({ service }) => service);
  const services = new Map([...new Set(named)].map((service, place) => [service, place]));
  const both = atOneMix({ before, after }, days, ({ service }) => service);
  const waits = waitsByDay(both, days, services.size, ({ service }) => services.get(service) ?? 0);
  const lines = [...services].map(([service, place]) => {
    const first = place * days.workingDays.length;
    return { service, ...lineOf(waits.slice(first, first + days.workingDays.length)) };
  });
  const servicesTested = lines.filter(({ trend }) => trend.pValue !== null).length;
  const movers = lines
    .flatMap(({ service, trend: { verdict, ends, pValue, dayCount }, waitsMs }) => {
      if ((verdict !== 'better' && verdict !== 'worse') || ends === null || pValue === null) return [];
      if (pValue >= P_VALUE / servicesTested) return [];
      const buildCount = waitsMs.reduce((sum, { length }) => sum + length, 0);
      const [firstMs, lastMs] = [msOf(ends.first), msOf(ends.last)];
      return [{ service, verdict, firstMs, lastMs, buildCount, dayCount, pValue }];
    })
    .sort((a, b) => Math.abs(b.lastMs - b.firstMs) - Math.abs(a.lastMs - a.firstMs));
  return { movers, servicesTested };
}

/** The line is one of ln(seconds). */
export function msOf(logSeconds: number): number {
  return 1000 * Math.exp(logSeconds);
}
