import { DAY_MS } from '@/lib/time/units';
import {
  type ChangePoint,
  type ChangePointOptions,
  findChangePoints,
  type SettledWindows,
} from './change-points';
import { type DayOfBuilds, logSecondsOf } from './daily-medians';
import { medianOf, nearestRank } from './quantiles';
import { criticalT, type Interval, momentsOf } from './welch';

/** Working days, merged until they hold enough builds for a median. */
export interface MedianPoint {
  /** First and last day in it, as the caller names them. */
  fromDay: string;
  untilDay: string;
  buildCount: number;
  /** Median ln(seconds). */
  logMedian: number;
}

/** How large a change must be to be shown; both must hold. */
export interface KeepRule {
  /** |after / before − 1| */
  effect: number;
  ms: number;
}

export interface DurationChange {
  /** Of the first point of the new regime. */
  index: number;
  point: MedianPoint;
  /** After / before − 1, of the points between the changes beside it. */
  effect: number;
  beforeMs: number;
  afterMs: number;
  pValue: number;
}

const FEWEST_BUILDS = 3;
const FEWEST_POINTS_AFTER = 3;
/** Points that are searched together, for `settledBefore`. */
export const CHANGE_WINDOW = 50;
const OTAVA: ChangePointOptions = { window: CHANGE_WINDOW, maxP: 0.0001, minMagnitude: 0 };
export const KEEP_BUILDS: KeepRule = { effect: 0.1, ms: 15_000 };
export const KEEP_STEPS: KeepRule = { effect: 0.1, ms: 3000 };

/**
 * Daily medians, days merged until they hold three builds; what is left over at the end waits for more. Appending days
 * leaves all points before as they are.
 *
 * @param days working days in order of time
 */
export function medianPoints(days: readonly DayOfBuilds[]): MedianPoint[] {
  const points: MedianPoint[] = [];
  let [fromDay, gathered]: [string | null, number[]] = [null, []];
  for (const { day, durationsMs } of days) {
    if (durationsMs.length === 0) continue;
    fromDay ??= day;
    gathered.push(...durationsMs);
    if (gathered.length < FEWEST_BUILDS) continue;
    const logMedian = medianOf(logSecondsOf(gathered));
    points.push({ fromDay, untilDay: day, buildCount: gathered.length, logMedian });
    [fromDay, gathered] = [null, []];
  }
  return points;
}

/**
 * When did it change? Change points of durations (design/measures.md, section 5): as Otava finds them in the medians of
 * working days, kept where the change is large enough and three points stand after it. To be shown as a range of days.
 *
 * Appending a day: store the points and `settled`, add the new points, and give both back; only windows of 50 points
 * that reach the end are searched (see `findChangePoints`). A build that comes late changes its point at i and, where
 * days are merged, those after: `settledBefore(settled, i, 50)` is what still holds.
 *
 * @param points of `medianPoints`, in order of time
 * @param settled as returned for the same points with fewer at the end
 */
export function findDurationChanges(
  points: readonly MedianPoint[],
  keep: KeepRule,
  settled: SettledWindows = [],
): { changes: DurationChange[]; settled: SettledWindows } {
  const values = Float64Array.from(points, ({ logMedian }) => logMedian);
  const found = findChangePoints(values, OTAVA, settled);
  const lasting = withoutBlips(found.points);
  const changes = lasting.flatMap((change, i) => {
    const from = lasting[i - 1]?.index ?? 0;
    const until = lasting[i + 1]?.index ?? values.length;
    const described = describe(change, values, points, from, until);
    return described !== null && isKept(described, values.length, keep) ? [described] : [];
  });
  return { changes, settled: found.settled };
}

/**
 * Fewer than three points between two changes are no regime: the less certain of the two goes, until all last. What came
 * back is then no change at all, and a step with a day in between is one.
 */
function withoutBlips(points: readonly ChangePoint[]): readonly ChangePoint[] {
  const end = points.findIndex((point, i) => {
    const next = points[i + 1];
    return next !== undefined && next.index - point.index < FEWEST_POINTS_AFTER;
  });
  const [one, other] = [points[end], points[end + 1]];
  if (one === undefined || other === undefined) return points;
  const gone = one.pValue > other.pValue ? one : other;
  return withoutBlips(points.filter(point => point !== gone));
}

function describe(
  { index, pValue }: ChangePoint,
  values: Float64Array,
  points: readonly MedianPoint[],
  from: number,
  until: number,
): DurationChange | null {
  const point = points[index];
  if (point === undefined) return null;
  const [before, after] = [momentsOf(values, from, index).mean, momentsOf(values, index, until).mean];
  return {
    index,
    point,
    effect: Math.exp(after - before) - 1,
    beforeMs: 1000 * Math.exp(before),
    afterMs: 1000 * Math.exp(after),
    pValue,
  };
}

function isKept({ index, effect, beforeMs, afterMs }: DurationChange, length: number, keep: KeepRule) {
  const isLarge = Math.abs(effect) >= keep.effect && Math.abs(afterMs - beforeMs) >= keep.ms;
  return isLarge && length - index >= FEWEST_POINTS_AFTER;
}

const DRIFTING_CHANGES = 4;
const DRIFTING_DAYS = 90;

/**
 * More than four changes in ninety days are no changes, but a drift.
 *
 * @param changes local days, `2026-03-02`
 * @param today the last of the ninety days
 */
export function isDrifting(changes: readonly string[], today: string): boolean {
  const age = (day: string) => (Date.parse(today) - Date.parse(day)) / DAY_MS;
  return changes.filter(day => age(day) >= 0 && age(day) < DRIFTING_DAYS).length > DRIFTING_CHANGES;
}

/** Today's durations beside those of the last four weeks. */
export interface TodayOutside {
  todayP50Ms: number;
  /** What a day like this one lies in, 499 times of 500. */
  bandMs: Interval;
  /** Null where today is inside. */
  direction: 'slower' | 'faster' | null;
}

const FEWEST_BUILDS_TODAY = 5;
const FEWEST_DAYS_OF_BAND = 7;
const BAND_CONFIDENCE = 0.998;
/** A median's variance is that of a mean, times this, for normal values. */
const MEDIAN_VARIANCE = Math.PI / 2;
const NORMAL_DEVIATIONS = 1.4826;

/**
 * The fast lane: does today stand outside what the last 28 days would have it? The band is Student's prediction interval
 * of one more daily log-median, wider where today has fewer builds than those days had.
 *
 * @param lastDays working days of the 28 days before today
 * @returns null with fewer than 5 builds today or 7 days with builds before
 */
export function compareToday(lastDays: readonly DayOfBuilds[], today: DayOfBuilds): TodayOutside | null {
  const logs = lastDays
    .map(({ durationsMs }) => logSecondsOf(durationsMs))
    .filter(({ length }) => length > 0);
  const todayP50Ms = nearestRank(
    [...today.durationsMs].sort((a, b) => a - b),
    0.5,
  );
  if (todayP50Ms === null || today.durationsMs.length < FEWEST_BUILDS_TODAY) return null;
  if (logs.length < FEWEST_DAYS_OF_BAND) return null;
  const { n, mean, squares } = momentsOf(logs.map(medianOf));
  const fewer = 1 / today.durationsMs.length - momentsOf(logs.map(({ length }) => 1 / length)).mean;
  const variance = squares / (n - 1);
  const ofBuilds = MEDIAN_VARIANCE * spreadWithin(logs) ** 2 * Math.max(fewer, 0);
  const reach = criticalT(BAND_CONFIDENCE, n - 1) * Math.sqrt(variance * (1 + 1 / n) + ofBuilds);
  const bandMs = { low: 1000 * Math.exp(mean - reach), high: 1000 * Math.exp(mean + reach) };
  const direction = todayP50Ms > bandMs.high ? 'slower' : todayP50Ms < bandMs.low ? 'faster' : null;
  return { todayP50Ms, bandMs, direction };
}

/** Of the builds of a day around its median, on the log scale; cold builds hardly count. */
function spreadWithin(logs: readonly Float64Array[]): number {
  const distances = logs.flatMap(day => Array.from(day, value => Math.abs(value - medianOf(day))));
  return NORMAL_DEVIATIONS * medianOf(Float64Array.from(distances).sort());
}
