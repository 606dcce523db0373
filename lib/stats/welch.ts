import tCdf from '@stdlib/stats-base-dists-t-cdf';
import tQuantile from '@stdlib/stats-base-dists-t-quantile';

/** Both ends belong to it. */
export interface Interval {
  low: number;
  high: number;
}

/** A difference of means, in the unit of the values (of their logarithms, mostly). */
export interface MeanDifference {
  /** Mean after less mean before. */
  difference: number;
  standardError: number;
  /** By Welch and Satterthwaite; not whole. */
  degreesOfFreedom: number;
  interval: Interval;
  /** Two-sided, that there is no difference. */
  pValue: number;
}

/**
 * How likely a |t| as large or larger is by chance.
 *
 * @param t ∞ is 0; NaN (no difference, no spread) is 1
 * @param degreesOfFreedom above 0
 */
export function twoSidedP(t: number, degreesOfFreedom: number): number {
  if (Number.isNaN(t)) return 1;
  if (!Number.isFinite(t)) return 0;
  return 2 * tCdf(-Math.abs(t), degreesOfFreedom);
}

/** The t that |t| stays below in the share `confidence` of cases, e.g. 0.95. */
export function criticalT(confidence: number, degreesOfFreedom: number): number {
  return tQuantile((1 + confidence) / 2, degreesOfFreedom);
}

export interface Moments {
  n: number;
  mean: number;
  /** Sum of squared deviations from the mean. */
  squares: number;
}

/** In two passes, as NumPy does. */
export function momentsOf(values: ArrayLike<number>, from = 0, until = values.length): Moments {
  let sum = 0;
  for (let i = from; i < until; i += 1) sum += values[i] ?? 0;
  const n = until - from;
  const mean = sum / n;
  let squares = 0;
  for (let i = from; i < until; i += 1) squares += ((values[i] ?? 0) - mean) ** 2;
  return { n, mean, squares };
}

/**
 * Welch's t for two samples of unequal spread (Welch 1947), e.g. of daily log-medians: the days, not the builds, are
 * what is independent.
 *
 * @param before at least two values
 * @param after at least two values
 * @param confidence of the interval
 * @throws RangeError where a side has fewer than two values
 */
export function welch(
  before: ArrayLike<number>,
  after: ArrayLike<number>,
  confidence = 0.95,
): MeanDifference {
  if (before.length < 2 || after.length < 2)
    throw new RangeError(
      `Welch's t needs two values a side, not ${before.length} and ${after.length}; ask for more days.`,
    );
  const [left, right] = [momentsOf(before), momentsOf(after)];
  const difference = right.mean - left.mean;
  const leftVariance = left.squares / (left.n - 1) / left.n;
  const rightVariance = right.squares / (right.n - 1) / right.n;
  const variance = leftVariance + rightVariance;
  const standardError = Math.sqrt(variance);
  const degreesOfFreedom =
    variance > 0
      ? variance ** 2 / (leftVariance ** 2 / (left.n - 1) + rightVariance ** 2 / (right.n - 1))
      : left.n + right.n - 2;
  const reach = criticalT(confidence, degreesOfFreedom) * standardError;
  return {
    difference,
    standardError,
    degreesOfFreedom,
    interval: { low: difference - reach, high: difference + reach },
    pValue: twoSidedP(difference / standardError, degreesOfFreedom),
  };
}
