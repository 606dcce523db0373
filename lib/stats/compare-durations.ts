import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import { bootstrapDays } from './bootstrap';
import { allDurations, type DayOfBuilds, dailyLogMedians, logSecondsOf, withBuilds } from './daily-medians';
import { medianShift } from './hodges-lehmann';
import { nearestRank } from './quantiles';
import { seededRandom } from './random';
import { type Interval, welch } from './welch';

/** Under these a side there is never a verdict. */
export const FEWEST_WORKING_DAYS = 7;
export const FEWEST_BUILDS = 30;
/** From so many working days a side on they are drawn again and again, below Welch's t is taken. */
const BOOTSTRAP_DAYS = 20;
const CONFIDENCE = 0.95;
/** A detectable effect is one that would be found in this share of cases. */
const POWER = 0.8;

export interface CompareOptions {
  /** Of the bootstrap; stored with the result. */
  seed: number;
  draws?: number;
  /** Hours a week that the builds compared cost before the change; null where unknown: then no worth. */
  hoursAWeek?: number | null;
  materialHoursAWeek?: number;
}

interface ComparedSide {
  buildCount: number;
  workingDays: number;
  /** By nearest rank. */
  p50Ms: number | null;
  p90Ms: number | null;
}

type Direction = 'faster' | 'slower' | 'no clear change' | 'not enough data';

interface Worth {
  /** Hours a week saved; below 0 where it got slower. */
  hoursAWeek: number;
  interval: Interval;
  verdict: 'material' | 'no material change' | 'not enough data';
}

export interface DurationComparison {
  before: ComparedSide;
  after: ComparedSide;
  /** Hodges–Lehmann: a typical build after / before. Null where a side has no builds. */
  ratio: number | null;
  /** 95 %, of the ratio. Null under `FEWEST_WORKING_DAYS` or `FEWEST_BUILDS` a side, as are those below. */
  interval: Interval | null;
  /** Two-sided, that nothing changed; for `benjaminiHochberg`, where many are compared. */
  pValue: number | null;
  direction: Direction;
  /** Null where the hours are unknown as well. */
  worth: Worth | null;
  /** The ratios that would be found in four of five cases with these days; null where a side has one day or none. */
  detectable: { faster: number; slower: number } | null;
  method: 'Welch on daily log-medians' | 'bootstrap of working days' | null;
  /** Null where nothing was drawn. */
  seed: number | null;
  draws: number | null;
}

interface Estimate {
  shift: number;
  interval: Interval;
  standardError: number;
  degreesOfFreedom: number;
  pValue: number;
}

/**
 * Did it help? Durations of one population before and after a change (design/measures.md, section 4). The day of the
 * change is left out by the caller, as are days off, failures, reruns and what was skipped.
 *
 * False alarms are at 5 % for days that are independent, however large their effect; where days resemble their
 * neighbours (a correlation of 0.3) they come near 8 %. Ten builds a day, a day effect of 8 % and ten days a side: a
 * change to 0.8 is found in 92 % of cases, one to 1.2, the smaller step on the log scale, in 79 % (82 % by the best
 * estimator that was tried).
 *
 * @param before one entry a working day, in any order; days without builds count for nothing
 * @param after the same
 */
export function compareDurations(
  before: readonly DayOfBuilds[],
  after: readonly DayOfBuilds[],
  options: CompareOptions,
): DurationComparison {
  const { seed, draws = 2000, hoursAWeek = null, materialHoursAWeek = 0.5 } = options;
  const sides = { before: describe(before), after: describe(after) };
  const fewestDays = Math.min(sides.before.workingDays, sides.after.workingDays);
  const fewestBuilds = Math.min(sides.before.buildCount, sides.after.buildCount);
  const isEnough = fewestDays >= FEWEST_WORKING_DAYS && fewestBuilds >= FEWEST_BUILDS;
  const isDrawn = isEnough && fewestDays >= BOOTSTRAP_DAYS;
  const estimate = isDrawn
    ? bootstrapDays(logsByDay(before), logsByDay(after), draws, seededRandom(seed), CONFIDENCE)
    : welchOf(before, after, fewestDays);
  const typical = isDrawn || fewestBuilds === 0 ? null : typicalShift(before, after);
  const interval = isEnough && estimate !== null ? exponential(estimate.interval) : null;
  const ratio = ratioWithin(estimate, typical, interval);
  return {
    ...sides,
    ratio,
    interval,
    pValue: isEnough && estimate !== null ? estimate.pValue : null,
    direction: directionOf(interval),
    worth:
      interval === null || ratio === null || hoursAWeek === null
        ? null
        : worthOf(ratio, interval, hoursAWeek, materialHoursAWeek),
    detectable: estimate === null ? null : detectableBy(estimate),
    method: !isEnough ? null : isDrawn ? 'bootstrap of working days' : 'Welch on daily log-medians',
    seed: isDrawn ? seed : null,
    draws: isDrawn ? draws : null,
  };
}

function describe(days: readonly DayOfBuilds[]): ComparedSide {
  const sorted = allDurations(days).sort();
  return {
    buildCount: sorted.length,
    workingDays: withBuilds(days).length,
    p50Ms: nearestRank(sorted, 0.5),
    p90Ms: nearestRank(sorted, 0.9),
  };
}

function welchOf(before: readonly DayOfBuilds[], after: readonly DayOfBuilds[], fewestDays: number) {
  if (fewestDays < 2) return null;
  const { difference, ...rest } = welch(dailyLogMedians(before), dailyLogMedians(after), CONFIDENCE);
  return { shift: difference, ...rest };
}

function logsByDay(days: readonly DayOfBuilds[]): Float64Array[] {
  return withBuilds(days).map(({ durationsMs }) => logSecondsOf(durationsMs));
}

function typicalShift(before: readonly DayOfBuilds[], after: readonly DayOfBuilds[]): number {
  const logs = (days: readonly DayOfBuilds[]) => logSecondsOf(allDurations(days));
  return medianShift(logs(before), logs(after));
}

/** Hodges and Lehmann's ratio, but where Welch's interval is not around it, the ratio that is in its middle. */
function ratioWithin(estimate: Estimate | null, typical: number | null, interval: Interval | null) {
  const centre = estimate === null ? null : Math.exp(estimate.shift);
  if (typical === null) return centre;
  const ratio = Math.exp(typical);
  return interval === null || (ratio >= interval.low && ratio <= interval.high) ? ratio : centre;
}

function exponential({ low, high }: Interval): Interval {
  return { low: Math.exp(low), high: Math.exp(high) };
}

function directionOf(interval: Interval | null): Direction {
  if (interval === null) return 'not enough data';
  if (interval.high < 1) return 'faster';
  return interval.low > 1 ? 'slower' : 'no clear change';
}

function worthOf(ratio: number, { low, high }: Interval, hoursAWeek: number, material: number): Worth {
  const saved = hoursAWeek * (1 - ratio);
  const interval = { low: hoursAWeek * (1 - high), high: hoursAWeek * (1 - low) };
  const excludesNone = interval.low > 0 || interval.high < 0;
  const isWithin = interval.low > -material && interval.high < material;
  const isMaterial = excludesNone && Math.abs(saved) >= material;
  return {
    hoursAWeek: saved,
    interval,
    verdict: isMaterial ? 'material' : isWithin ? 'no material change' : 'not enough data',
  };
}

/** What lies as far from no change as an interval reaches, and as its end strays in four of five cases. */
function detectableBy({ standardError, degreesOfFreedom }: Estimate) {
  const reach =
    (tQuantile((1 + CONFIDENCE) / 2, degreesOfFreedom) + tQuantile(POWER, degreesOfFreedom)) * standardError;
  return { faster: Math.exp(-reach), slower: Math.exp(reach) };
}
