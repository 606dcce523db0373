import betaCdf from '@stdlib/stats-base-dists-beta-cdf';

export type Numbers = readonly number[] | Float64Array;

/** The values in ascending order; the argument stays as it is. */
export function ascending(values: Numbers): Float64Array {
  return new Float64Array(values).sort();
}

/** The values of all lists, one list after the other. */
export function joined(lists: readonly Numbers[]): Float64Array {
  const all = new Float64Array(lists.reduce((sum, { length }) => sum + length, 0));
  let n = 0;
  for (const list of lists) {
    all.set(list, n);
    n += list.length;
  }
  return all;
}

/**
 * The value at the nearest rank ⌈q · n⌉.
 *
 * @param sorted ascending
 * @param q from 0 to 1; 0 is the smallest value
 * @returns null without values
 */
export function nearestRank(sorted: Numbers, q: number): number | null {
  return sorted[Math.max(Math.ceil(q * sorted.length - 1e-9), 1) - 1] ?? null;
}

/**
 * The value at q · (n − 1), between its neighbours in proportion: type 7 of Hyndman and Fan 1996, the default of NumPy
 * and R. For the tests of estimators: what people see is `nearestRank`.
 *
 * @param sorted ascending
 * @returns null without values
 */
export function interpolatedQuantile(sorted: Numbers, q: number): number | null {
  const at = q * (sorted.length - 1);
  const below = sorted[Math.floor(at)];
  const above = sorted[Math.ceil(at)];
  if (below === undefined || above === undefined) return null;
  return below + (at - Math.floor(at)) * (above - below);
}

/**
 * The middle value, or the mean of the two in the middle.
 *
 * @param sorted ascending
 * @returns NaN without values
 */
export function medianOf(sorted: Numbers): number {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/**
 * The quantile by Harrell and Davis 1982: all values, weighted by how likely each is to be it. Steadier than a single
 * rank where there are few values.
 *
 * @param sorted ascending
 * @param q between 0 and 1, neither of them
 * @returns null without values
 */
export function harrellDavis(sorted: Numbers, q: number): number | null {
  const n = sorted.length;
  if (n === 0) return null;
  const [alpha, beta] = [(n + 1) * q, (n + 1) * (1 - q)];
  let [sum, before] = [0, 0];
  for (let i = 0; i < n; i += 1) {
    const until = betaCdf((i + 1) / n, alpha, beta);
    sum += (until - before) * (sorted[i] ?? 0);
    before = until;
  }
  return sum;
}
