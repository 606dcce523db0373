import { entryOf } from '@/lib/entry-of';
import type { DayOfBuilds } from '@/lib/stats/daily-medians';
import { dailyLogMedians } from '@/lib/stats/daily-medians';
import { findTrend as findLine, type Trend } from '@/lib/stats/trend';
import { calendarDay, dayNumber, weekdayOf } from '@/lib/time/days';
import type { DayRange } from '@/lib/time/ranges';
import type { PopulationBuild } from '../compare/population';
import { daysOf, type Standardised, standardise } from '../compare/standardise';
import type { TrendAnswer } from './trend-answer';

/** Of a single line; of many, one of them errs no more often. */
const P_VALUE = 0.001;

/** What a line goes through. */
export interface LineDays {
  /** Whether the range before is seen with it. */
  withBefore: boolean;
  workingDays: readonly string[];
}

interface Sides {
  before: readonly PopulationBuild[];
  after: readonly PopulationBuild[];
}

/** @param workdays 1 is Monday */
export function workingDaysOf({ from, until }: DayRange, workdays: ReadonlySet<number>): string[] {
  const [first, end] = [dayNumber(from), dayNumber(until)];
  return Array.from({ length: end - first }, (_, i) => first + i)
    .filter(day => workdays.has(weekdayOf(day)))
    .map(calendarDay);
}

/** The builds of a line at one mix. A line of the range alone needs no range before: each kind is then held against itself. */
export function atOneMix({ before, after }: Sides, { withBefore }: LineDays): Standardised {
  return standardise(withBefore ? before : after, after, { byService: true, byKind: true });
}

/** The line through the daily medians of the wait, of ln(seconds), with the days that it goes through. */
export function lineThrough(
  { before, after }: Standardised,
  { withBefore, workingDays }: LineDays,
): { trend: Trend; seen: DayOfBuilds[] } {
  const seen = daysOf(withBefore ? [...before, ...after] : after);
  const medians = dailyLogMedians(seen);
  const byDay = new Map(seen.map(({ day }, i) => [day, medians[i] ?? null]));
  // One value for each working day, null where nothing was built.
  const values = workingDays.map(day => byDay.get(day) ?? null);
  return { trend: findLine(values, 'lower'), seen };
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
  const services = new Map<string, { before: PopulationBuild[]; after: PopulationBuild[] }>();
  const of = ({ service }: PopulationBuild) => entryOf(services, service, () => ({ before: [], after: [] }));
  for (const build of before) of(build).before.push(build);
  for (const build of after) of(build).after.push(build);
  const lines = [...services].map(([service, sides]) => {
    return { service, ...lineThrough(atOneMix(sides, days), days) };
  });
  const servicesTested = lines.filter(({ trend }) => trend.pValue !== null).length;
  const movers = lines
    .flatMap(({ service, trend: { verdict, ends, pValue }, seen }) => {
      if ((verdict !== 'better' && verdict !== 'worse') || ends === null || pValue === null) return [];
      if (pValue >= P_VALUE / servicesTested) return [];
      const buildCount = seen.reduce((sum, { durationsMs }) => sum + durationsMs.length, 0);
      const [firstMs, lastMs] = [msOf(ends.first), msOf(ends.last)];
      return [{ service, verdict, firstMs, lastMs, buildCount, dayCount: seen.length, pValue }];
    })
    .sort((a, b) => Math.abs(b.lastMs - b.firstMs) - Math.abs(a.lastMs - a.firstMs));
  return { movers, servicesTested };
}

/** The line is one of ln(seconds). */
export function msOf(logSeconds: number): number {
  return 1000 * Math.exp(logSeconds);
}
