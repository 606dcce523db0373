import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import { ascending } from './quantiles';
import { momentsOf, twoSidedP } from './welch';

/** Up to so many values on the smaller side all orders are counted, as SciPy does. */
const EXACT_SIDE = 8;

/**
 * The test of Mann and Whitney: does one side tend to larger values? It takes values as independent.
 *
 * @param before at least one value
 * @param after at least one value
 * @returns `u`: pairs in which the value before is the larger, ties as a half. `asymptoticP`: two-sided, by the normal
 * distribution with corrections for continuity and ties. `exactP`: two-sided, null where values are equal or both sides
 * have more than 8. `afterIsLess`: u as a share of all pairs. `cliffsDelta`: from −1 (all smaller after) to 1
 */
export function mannWhitney(before: readonly number[], after: readonly number[]) {
  const [n, m] = [before.length, after.length];
  const { ranks, tieTerm } = midRanks([...before, ...after]);
  let rankSum = 0;
  for (let i = 0; i < n; i += 1) rankSum += ranks[i] ?? 0;
  const u = rankSum - (n * (n + 1)) / 2;
  const total = n + m;
  const deviation = Math.sqrt(((n * m) / 12) * (total + 1 - tieTerm / (total * (total - 1))));
  const z = (Math.max(u, n * m - u) - (n * m) / 2 - 0.5) / deviation;
  const afterIsLess = u / (n * m);
  return {
    u,
    asymptoticP: deviation > 0 ? Math.min(1, 2 * normalCdf(-z, 0, 1)) : 1,
    exactP: tieTerm > 0 || Math.min(n, m) > EXACT_SIDE ? null : exactP(n, m, Math.min(u, n * m - u)),
    afterIsLess,
    cliffsDelta: 1 - 2 * afterIsLess,
  };
}

/**
 * Brunner and Munzel's test of the same (2000), for sides of unequal spread.
 *
 * @param before at least two values
 * @param after at least two values
 * @returns null where the sides do not overlap: it is undefined there
 */
export function brunnerMunzel(before: readonly number[], after: readonly number[]) {
  const [n, m] = [before.length, after.length];
  const { ranks } = midRanks([...before, ...after]);
  const left = placements(before, ranks.subarray(0, n));
  const right = placements(after, ranks.subarray(n));
  const [leftSpread, rightSpread] = [n * left.variance, m * right.variance];
  if (leftSpread + rightSpread === 0) return null;
  const statistic =
    (n * m * (right.meanRank - left.meanRank)) / (n + m) / Math.sqrt(leftSpread + rightSpread);
  const degreesOfFreedom =
    (leftSpread + rightSpread) ** 2 / (leftSpread ** 2 / (n - 1) + rightSpread ** 2 / (m - 1));
  return { statistic, pValue: twoSidedP(statistic, degreesOfFreedom) };
}

/** Mean rank among all, and how much the ranks among all less those among its own vary. */
function placements(values: readonly number[], ranks: Float64Array) {
  const own = midRanks(values).ranks;
  const placed = ranks.map((rank, i) => rank - (own[i] ?? 0));
  return { meanRank: momentsOf(ranks).mean, variance: momentsOf(placed).squares / (values.length - 1) };
}

/** Ranks from 1, equal values sharing their mean; the tie term is Σ(t³ − t) over runs of equal values. */
function midRanks(values: readonly number[]): { ranks: Float64Array; tieTerm: number } {
  const sorted = ascending(values);
  const rankOf = new Map<number, number>();
  let tieTerm = 0;
  for (let from = 0; from < sorted.length; ) {
    let until = from + 1;
    while (sorted[until] === sorted[from]) until += 1;
    const size = until - from;
    tieTerm += size ** 3 - size;
    rankOf.set(sorted[from] ?? Number.NaN, (from + 1 + until) / 2);
    from = until;
  }
  return { ranks: Float64Array.from(values, value => rankOf.get(value) ?? Number.NaN), tieTerm };
}

/** Two-sided: twice the share of all orders of n and m values whose U is not above the smaller of both. */
function exactP(n: number, m: number, u: number): number {
  // ways[j][v]: orders of i values of one side and j of the other that have U = v, for growing i.
  let ways = Array.from({ length: m + 1 }, () => Float64Array.of(1));
  for (let i = 1; i <= n; i += 1) {
    const next = [Float64Array.of(1)];
    for (let j = 1; j <= m; j += 1) {
      const counts = new Float64Array(i * j + 1);
      for (const [v, count] of (ways[j] ?? []).entries()) counts[v + j] = (counts[v + j] ?? 0) + count;
      for (const [v, count] of (next[j - 1] ?? []).entries()) counts[v] = (counts[v] ?? 0) + count;
      next.push(counts);
    }
    ways = next;
  }
  const counts = ways[m] ?? Float64Array.of(1);
  const all = counts.reduce((sum, count) => sum + count, 0);
  return Math.min(
    1,
    (2 * counts.subarray(0, Math.floor(u) + 1).reduce((sum, count) => sum + count, 0)) / all,
  );
}
