import { type Moments, momentsOf, twoSidedP } from './welch';

/** Where a series changed, with the segments beside it as the test saw them. */
export interface ChangePoint {
  /** Of the first value of the new regime. */
  index: number;
  pValue: number;
  meanBefore: number;
  meanAfter: number;
  /** Of the population (ddof 0). */
  stdBefore: number;
  stdAfter: number;
}

export interface ChangePointOptions {
  /** Values that are looked at together, at least 2. */
  window: number;
  /** The largest p-value of a change point. */
  maxP: number;
  /** The smallest max(|m2/m1 − 1|, |m1/m2 − 1|); 0 for logarithms, of which a ratio means nothing. */
  minMagnitude: number;
}

/** A window that has been searched, and the first values of new regimes found in it. */
interface SearchedWindow {
  start: number;
  found: readonly number[];
}

/** What may be stored so that appending does not search the history again. */
export type SettledWindows = readonly SearchedWindow[];

/**
 * E-divisive with a t-test, as Apache Otava does it (`compute_change_points` of otava/analysis.py; Fleming et al. 2023,
 * Matteson and James 2014; design/measures.md, section 5), equal to it in points and p-values: also in that after a
 * point is dropped only what lies to its right is computed anew, so the p-value and the means of the point to its left
 * are those of the segment as it was. One exception: a window without any distances has no point.
 *
 * Appending: windows that do not reach the end of the series never change again. Store `settled` (two numbers for 25
 * values or so) beside the series and give it back with the longer series: only the last one to three windows are
 * searched, and the result is the same as without. Where the value at i changed, give back `settledBefore(settled, i)`.
 *
 * @param series in order of time; null where a value is missing: filled forward, then back
 * @param settled of the same series with fewer values, and the same options
 * @throws RangeError where the window is below 2
 */
export function findChangePoints(
  series: ReadonlyArray<number | null> | Float64Array,
  options: ChangePointOptions,
  settled: SettledWindows = [],
): { points: ChangePoint[]; settled: SettledWindows } {
  const { window, maxP, minMagnitude } = options;
  if (window < 2) throw new RangeError(`A window of ${window} values cannot be split; take at least 2.`);
  const values = series instanceof Float64Array ? series : fillMissing(series);
  const windows = searchWindows(values, window, weakP(maxP), settled);
  const weak = [...new Set(windows.flatMap(({ found }) => found))].sort((a, b) => a - b);
  return {
    points: mergePoints(values, weak, maxP, minMagnitude),
    settled: windows.filter(({ start }) => start + window <= values.length),
  };
}

/** What of the settled windows still holds when the value at an index has changed. */
export function settledBefore(settled: SettledWindows, index: number, window: number): SettledWindows {
  return settled.filter(({ start }) => start + window <= index);
}

/** Missing values are those before them, the first ones those after them; without any value all are 0. */
export function fillMissing(series: ReadonlyArray<number | null>): Float64Array {
  let last = series.find(value => value !== null) ?? 0;
  return Float64Array.from(series, value => {
    last = value ?? last;
    return last;
  });
}

/** Points that are only proposed need less. */
function weakP(maxP: number): number {
  if (maxP < 0.05) return 10 * maxP;
  return maxP < 0.5 ? 2 * maxP : maxP;
}

function searchWindows(values: Float64Array, window: number, maxP: number, settled: SettledWindows) {
  const windows = [...settled];
  const step = Math.floor(window / 2);
  const next = ({ start, found }: SearchedWindow) => Math.max(found.at(-1) ?? 0, start + step);
  const last = windows.at(-1);
  const distances = new Distances(window);
  for (let start = last === undefined ? 0 : next(last); start < values.length; ) {
    const found = splitWindow(values.subarray(start, start + window), maxP, distances);
    const searched = { start, found: found.map(index => index + start) };
    windows.push(searched);
    start = next(searched);
  }
  return windows;
}

/** The best candidate of all intervals, as long as it is significant; ascending. */
function splitWindow(values: Float64Array, maxP: number, distances: Distances): number[] {
  distances.measure(values);
  let bounds = [0, values.length];
  for (;;) {
    let best = { index: 0, q: 0, from: 0, until: 0 };
    for (const [i, from] of bounds.slice(0, -1).entries()) {
      const until = bounds[i + 1] ?? from;
      const candidate = distances.bestSplit(from, until);
      if (candidate.q > best.q) best = { ...candidate, from, until };
    }
    if (best.q === 0) break;
    const { pValue } = pooledTest(
      momentsOf(values, best.from, best.index),
      momentsOf(values, best.index, best.until),
    );
    if (pValue > maxP) break;
    bounds = [...bounds, best.index].sort((a, b) => a - b);
  }
  return bounds.slice(1, -1);
}

/**
 * Sums of |x − y| over all pairs of each part of a window: with them QQ of any two neighbouring parts takes three
 * look-ups, and all candidates of an interval O(n²).
 */
class Distances {
  private readonly within: Float64Array;

  constructor(private readonly size: number) {
    this.within = new Float64Array((size + 1) * (size + 1));
  }

  measure(values: Float64Array): void {
    const { within, size } = this;
    for (let until = 1; until <= values.length; until += 1) {
      const last = values[until - 1] ?? 0;
      let sum = 0;
      within[(until - 1) * (size + 1) + until] = 0;
      for (let from = until - 2; from >= 0; from -= 1) {
        sum += Math.abs((values[from] ?? 0) - last);
        within[from * (size + 1) + until] = (within[from * (size + 1) + until - 1] ?? 0) + sum;
      }
    }
  }

  /** τ at the largest QQ of [from, τ) and [τ, κ), from < τ < κ ≤ until; the first of equals, κ running faster. */
  bestSplit(from: number, until: number): { index: number; q: number } {
    const { within, size } = this;
    const row = from * (size + 1);
    let [index, best] = [from + 1, 0];
    for (let tau = from + 1; tau < until; tau += 1) {
      const n = tau - from;
      const left = within[row + tau] ?? 0;
      const rightRow = tau * (size + 1);
      for (let kappa = tau + 1; kappa <= until; kappa += 1) {
        const m = kappa - tau;
        const right = within[rightRow + kappa] ?? 0;
        const across = (within[row + kappa] ?? 0) - left - right;
        let q = (2 / (m + n)) * across;
        if (n > 1) q -= ((2 * m) / ((m + n) * (n - 1))) * left;
        if (m > 1) q -= ((2 * n) / ((m + n) * (m - 1))) * right;
        if (q > best) [index, best] = [tau, q];
      }
    }
    return { index, q: best };
  }
}

/** Drops the weakest point until all that are left are significant and large enough. */
function mergePoints(values: Float64Array, weak: readonly number[], maxP: number, minMagnitude: number) {
  const points = weak.map((index, i) =>
    pointAt(values, index, weak[i - 1] ?? 0, weak[i + 1] ?? values.length),
  );
  while (points.length > 0) {
    let weakest = indexOfLargest(points, ({ pValue }) => pValue);
    if ((points[weakest]?.pValue ?? 1) < maxP) {
      weakest = indexOfLargest(points, point => -magnitudeOf(point));
      const smallest = points[weakest];
      if (smallest === undefined || magnitudeOf(smallest) > minMagnitude) break;
    }
    points.splice(weakest, 1);
    for (const at of [weakest, weakest + 1]) {
      const point = points[at];
      if (point === undefined) continue;
      const from = points[at - 1]?.index ?? 0;
      points[at] = pointAt(values, point.index, from, points[at + 1]?.index ?? values.length);
    }
  }
  return points;
}

function pointAt(values: Float64Array, index: number, from: number, until: number): ChangePoint {
  return { index, ...pooledTest(momentsOf(values, from, index), momentsOf(values, index, until)) };
}

/** Student's t with pooled variance, fed standard deviations of the population (ddof 0), as Otava does. */
function pooledTest(left: Moments, right: Moments) {
  const [stdBefore, stdAfter] = [Math.sqrt(left.squares / left.n), Math.sqrt(right.squares / right.n)];
  const degreesOfFreedom = left.n + right.n - 2;
  const pooled = ((left.n - 1) * stdBefore ** 2 + (right.n - 1) * stdAfter ** 2) / degreesOfFreedom;
  const t = (left.mean - right.mean) / Math.sqrt(pooled * (1 / left.n + 1 / right.n));
  return {
    pValue: degreesOfFreedom === 0 ? 1 : twoSidedP(t, degreesOfFreedom),
    meanBefore: left.mean,
    meanAfter: right.mean,
    stdBefore,
    stdAfter,
  };
}

function magnitudeOf({ meanBefore, meanAfter }: ChangePoint): number {
  const forward = meanBefore === 0 ? 0 : meanAfter / meanBefore - 1;
  const backward = meanAfter === 0 ? 0 : meanBefore / meanAfter - 1;
  return Math.max(Math.abs(forward), Math.abs(backward));
}

/** The first of equals. */
function indexOfLargest<T>(items: readonly T[], sizeOf: (item: T) => number): number {
  let [best, largest] = [0, Number.NEGATIVE_INFINITY];
  for (const [index, item] of items.entries()) {
    const size = sizeOf(item);
    if (size > largest) [best, largest] = [index, size];
  }
  return best;
}
