import { joined, type Numbers, nearestRank } from './quantiles';
import { criticalT, type Interval } from './welch';

const CONFIDENCE = 0.95;
const FEWEST_DAYS = 7;

/**
 * The interval (95 %) of a quantile of values that come day by day: those of one day resemble each other, so days are what
 * is drawn. By Woodruff 1952: the share of values up to the quantile has an interval, by the spread of the days' shares
 * with Student's t, and its ends are read off the values again. So it holds for any distribution, and needs no draws.
 *
 * @param days the values of each day, in any unit
 * @param q from 0 to 1
 * @param sorted all of them, ascending: whoever asks for several quantiles has sorted them once
 * @returns null under seven days with values
 */
export function quantileInterval(
  days: readonly Numbers[],
  q: number,
  sorted = joined(days).sort(),
): Interval | null {
  const known = days.filter(values => values.length > 0);
  if (known.length < FEWEST_DAYS) return null;
  const quantile = nearestRank(sorted, q);
  if (quantile === null) return null;
  const share = countUpTo(sorted, quantile) / sorted.length;
  let squares = 0;
  for (const values of known) {
    let below = 0;
    for (const value of values) if (value <= quantile) below += 1;
    squares += (below - share * values.length) ** 2;
  }
  const freedom = known.length - 1;
  const standardError = Math.sqrt((squares * known.length) / freedom) / sorted.length;
  const reach = criticalT(CONFIDENCE, freedom) * standardError;
  const low = nearestRank(sorted, Math.max(q - reach, 0));
  const high = nearestRank(sorted, Math.min(q + reach, 1));
  return low === null || high === null ? null : { low, high };
}

/** @param sorted ascending */
function countUpTo(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
