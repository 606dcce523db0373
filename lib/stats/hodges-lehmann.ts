import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { ascending } from './quantiles';
import type { Interval } from './welch';

/** The median of all differences between two samples, in their unit. */
export interface Shift {
  shift: number;
  interval: Interval;
  /** The interval runs from the k-th smallest difference to the k-th largest. */
  k: number;
}

/** So many differences are sorted; of more, only those near the one that is looked for. */
const SORTED_PAIRS = 40_000;

/**
 * Hodges and Lehmann's shift: the median of all after − before, with the interval of Moses:
 * k = ⌊nm/2 − z·√(nm(n+m+1)/12)⌋, at least 1. The interval takes values as independent: builds of one day are not, so
 * `compareDurations` has another. O((n + m) log) in time, O(n + m) in memory, for samples of any size.
 *
 * @param before in any order, at least one
 * @param after in any order, at least one
 * @throws RangeError where a side is empty
 */
export function hodgesLehmann(before: ArrayLike<number>, after: ArrayLike<number>, confidence = 0.95): Shift {
  const [n, m] = [before.length, after.length];
  if (n === 0 || m === 0)
    throw new RangeError('A shift needs a value on each side; ask for days with builds.');
  const { pairs, at } = differences(before, after);
  const z = normalQuantile((1 + confidence) / 2, 0, 1);
  const k = Math.max(1, Math.floor(pairs / 2 - z * Math.sqrt((pairs * (n + m + 1)) / 12)));
  return { shift: middleOf(pairs, at), interval: { low: at(k), high: at(pairs - k + 1) }, k };
}

/**
 * The shift alone, in half the time.
 *
 * @param before in any order, at least one
 * @param after in any order, at least one
 */
export function medianShift(before: ArrayLike<number>, after: ArrayLike<number>): number {
  const { pairs, at } = differences(before, after);
  return middleOf(pairs, at);
}

function middleOf(pairs: number, at: (rank: number) => number): number {
  const middle = Math.floor(pairs / 2);
  return pairs % 2 === 1 ? at(middle + 1) : (at(middle) + at(middle + 1)) / 2;
}

/** All after − before, by rank from 1. */
function differences(before: ArrayLike<number>, after: ArrayLike<number>) {
  const [x, y] = [new Float64Array(before).sort(), new Float64Array(after).sort()];
  const pairs = x.length * y.length;
  const at = pairs <= SORTED_PAIRS ? sortedDifferences(x, y) : (rank: number) => findDifference(x, y, rank);
  return { pairs, at };
}

/**
 * The same as a ratio after / before: e to the shift of the logarithms.
 *
 * @param before above 0, at least one
 * @param after above 0, at least one
 * @throws RangeError where a side is empty or holds what has no logarithm
 */
export function hodgesLehmannRatio(before: readonly number[], after: readonly number[], confidence = 0.95) {
  for (const value of [...before, ...after])
    if (!(value > 0)) throw new RangeError(`A ratio needs values above 0, not ${value}.`);
  const { shift, interval, k } = hodgesLehmann(before.map(Math.log), after.map(Math.log), confidence);
  return {
    ratio: Math.exp(shift),
    interval: { low: Math.exp(interval.low), high: Math.exp(interval.high) },
    k,
  };
}

function sortedDifferences(x: Float64Array, y: Float64Array): (rank: number) => number {
  const differences = new Float64Array(x.length * y.length);
  let at = 0;
  for (const before of x)
    for (const after of y) {
      differences[at] = after - before;
      at += 1;
    }
  differences.sort();
  return rank => differences[rank - 1] ?? Number.NaN;
}

/** The rank-th smallest difference: halves the range until few lie in it, and sorts those. */
function findDifference(x: Float64Array, y: Float64Array, rank: number): number {
  const last = (values: Float64Array) => values[values.length - 1] ?? 0;
  let low = (y[0] ?? 0) - last(x) - 1;
  let high = last(y) - (x[0] ?? 0);
  let [upToLow, upToHigh] = [0, x.length * y.length];
  while (upToHigh - upToLow > SORTED_PAIRS) {
    const middle = low + (high - low) / 2;
    // Equal differences cannot be told apart by halving.
    if (!(middle > low && middle < high)) return high;
    const upTo = countUpTo(x, y, middle);
    if (upTo >= rank) [high, upToHigh] = [middle, upTo];
    else [low, upToLow] = [middle, upTo];
  }
  const between: number[] = [];
  let [from, until] = [0, 0];
  for (const after of y) {
    while (from < x.length && after - (x[from] ?? 0) > high) from += 1;
    if (until < from) until = from;
    while (until < x.length && after - (x[until] ?? 0) > low) until += 1;
    for (let i = from; i < until; i += 1) between.push(after - (x[i] ?? 0));
  }
  return ascending(between)[rank - upToLow - 1] ?? high;
}

/** How many differences are not above a value. */
function countUpTo(x: Float64Array, y: Float64Array, value: number): number {
  let [count, above] = [0, 0];
  for (const after of y) {
    while (above < x.length && after - (x[above] ?? 0) > value) above += 1;
    count += x.length - above;
  }
  return count;
}
