import { formatEnds } from '@/lib/format';
import { type Interval, type MeanDifference, welch } from '@/lib/stats/welch';
import { formatPoints, formatShifts } from '../effect-words';
import type { Change } from './change';

interface Point {
  fromDay: string;
  value: number;
}

/** Points from one day on and before another one; null: open. */
export function pointsWithin<P extends Point>(
  points: readonly P[],
  from: string | null,
  until: string | null,
): P[] {
  return points.filter(
    ({ fromDay }) => (from === null || fromDay >= from) && (until === null || fromDay < until),
  );
}

/**
 * How far one level lies from another, by the days of both: Welch's 95 % interval, of logarithms where these are times, so
 * that it is of after / before; of a hit rate it is of after − before. Null: a side has no two points.
 *
 * @param before times above 0 in any unit, or hits of look-ups
 */
export function shiftBetween(
  kind: Change['kind'],
  before: readonly Point[],
  after: readonly Point[],
): Interval | null {
  const found = differenceOf(kind, before, after);
  if (found === null) return null;
  const { low, high } = found.interval;
  return kind === 'cache'
    ? { low: Math.max(low, -1), high: Math.min(high, 1) }
    : { low: Math.exp(low), high: Math.exp(high) };
}

/** What that is an interval of: mean after / mean before (geometric), of a hit rate mean after − mean before. */
export function meanShiftBetween(
  kind: Change['kind'],
  before: readonly Point[],
  after: readonly Point[],
): number | null {
  const found = differenceOf(kind, before, after);
  if (found === null) return null;
  return kind === 'cache' ? found.difference : Math.exp(found.difference);
}

function differenceOf(
  kind: Change['kind'],
  before: readonly Point[],
  after: readonly Point[],
): MeanDifference | null {
  if (before.length < 2 || after.length < 2) return null;
  const valuesOf = (points: readonly Point[]) =>
    points.map(({ value }) => (kind === 'cache' ? value : Math.log(value)));
  return welch(valuesOf(before), valuesOf(after));
}

/** `−18% to −5%`; of a hit rate `−18.0 to −5.0 points`. */
export function formatShiftBetween(kind: Change['kind'], interval: Interval): string {
  return kind === 'cache' ? formatEnds(interval.low, interval.high, formatPoints) : formatShifts(interval);
}
