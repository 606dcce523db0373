import { criticalT, type Interval, momentsOf, twoSidedP } from './welch';

/** Look-ups of one kind of cache on one working day. */
export interface DayOfLookups {
  day: string;
  hits: number;
  misses: number;
}

/** Working days, merged until they hold enough look-ups for a rate. */
export interface RatePoint {
  fromDay: string;
  untilDay: string;
  hits: number;
  lookups: number;
}

interface Counts {
  hits: number;
  lookups: number;
}

export interface CacheChange {
  /** Of the first point of the new regime. */
  index: number;
  point: RatePoint;
  /** Hits of look-ups between the changes beside it, from 0 to 1. */
  before: number;
  after: number;
  pValue: number;
}

/** What may be stored so that appending does not search the history again: two numbers for each point, and two more. */
export interface SettledPartition {
  /** Of the best partition of the first t points. */
  readonly costs: readonly number[];
  /** Where its last part begins. */
  readonly starts: readonly number[];
}

const FEWEST_LOOKUPS = 5;
/** Of a part between two changes. */
const FEWEST_POINTS = 3;
/** What one more change must gain in log-likelihood to be proposed. */
const PENALTY = 6;
const MAX_P = 0.0001;
/** Hit rates that differ by less are not worth a look. */
const LEAST_DIFFERENCE = 0.1;

/**
 * Hit rates of days, merged until they hold five look-ups; what is left over at the end waits for more.
 *
 * @param days working days in order of time
 */
export function ratePoints(days: readonly DayOfLookups[]): RatePoint[] {
  const points: RatePoint[] = [];
  let [fromDay, gathered]: [string | null, Counts] = [null, { hits: 0, lookups: 0 }];
  for (const { day, hits, misses } of days) {
    if (hits + misses === 0) continue;
    fromDay ??= day;
    gathered = { hits: gathered.hits + hits, lookups: gathered.lookups + hits + misses };
    if (gathered.lookups < FEWEST_LOOKUPS) continue;
    points.push({ fromDay, untilDay: day, ...gathered });
    [fromDay, gathered] = [null, { hits: 0, lookups: 0 }];
  }
  return points;
}

/**
 * When did the hit rate change? Proposed are the changes of the partition of all points that is likeliest for binomial
 * counts, with a price for each change and at least three points a part (optimal partitioning, Jackson et al. 2005).
 * Then the weakest is dropped until, for each, the likelihood ratio of the counts beside it is beyond chance
 * (p ≤ 0.0001) and the rates differ by ten points, both without the day on each side that speaks loudest for it, so that
 * one day of outage is none; days that differ by more than their look-ups explain are allowed for (quasi-binomial:
 * look-ups of one build miss together).
 *
 * Not E-divisive as for durations: on hit rates it misses one clear fall in a hundred in the first three days.
 *
 * Appending: the best partition of the first t points never changes when others follow. Store `settled`, give it back
 * with more points, and each new one costs O(t). Where the point at i changed, give back `partitionBefore(settled, i)`.
 *
 * @param points of `ratePoints`, in order of time
 * @param settled as returned for the same points with fewer at the end
 */
export function findCacheChanges(
  points: readonly RatePoint[],
  settled: SettledPartition = { costs: [0], starts: [0] },
): { changes: CacheChange[]; settled: SettledPartition } {
  const sums = new RunningSums(points);
  const partition = partitionOn(sums, settled);
  let indexes = changesOf(partition, points.length);
  for (;;) {
    const tested = testAll(indexes, points, sums);
    const weakest = tested.reduce((most, { weakness }) => Math.max(most, weakness), 0);
    if (weakest === 0) return { changes: tested.map(({ change }) => change), settled: partition };
    const dropped = tested.findIndex(({ weakness }) => weakness === weakest);
    indexes = indexes.filter((_, i) => i !== dropped);
  }
}

/** What of a partition still holds when the point at an index has changed. */
export function partitionBefore({ costs, starts }: SettledPartition, index: number): SettledPartition {
  return { costs: costs.slice(0, index + 1), starts: starts.slice(0, index + 1) };
}

/** Hits and look-ups up to each point. */
class RunningSums {
  private readonly hits: Float64Array;
  private readonly lookups: Float64Array;

  constructor(points: readonly RatePoint[]) {
    this.hits = new Float64Array(points.length + 1);
    this.lookups = new Float64Array(points.length + 1);
    for (const [i, point] of points.entries()) {
      this.hits[i + 1] = (this.hits[i] ?? 0) + point.hits;
      this.lookups[i + 1] = (this.lookups[i] ?? 0) + point.lookups;
    }
  }

  get length(): number {
    return this.hits.length - 1;
  }

  between(from: number, until: number): Counts {
    return {
      hits: (this.hits[until] ?? 0) - (this.hits[from] ?? 0),
      lookups: (this.lookups[until] ?? 0) - (this.lookups[from] ?? 0),
    };
  }
}

function partitionOn(sums: RunningSums, settled: SettledPartition): SettledPartition {
  const [costs, starts] = [[...settled.costs], [...settled.starts]];
  for (let until = costs.length; until <= sums.length; until += 1) {
    let [least, start] = [Number.POSITIVE_INFINITY, 0];
    for (let from = 0; from <= until - FEWEST_POINTS; from += 1) {
      const cost = (costs[from] ?? 0) + PENALTY - logLikelihood(sums.between(from, until));
      if (cost < least) [least, start] = [cost, from];
    }
    costs.push(least);
    starts.push(start);
  }
  return { costs, starts };
}

function changesOf({ starts }: SettledPartition, length: number): number[] {
  const indexes: number[] = [];
  for (let start = starts[length] ?? 0; start > 0; start = starts[start] ?? 0) indexes.push(start);
  return indexes.reverse();
}

/** Each change with its weakness: 0 where it may stay, else its p-value, or 1 where the sides hardly differ. */
function testAll(indexes: readonly number[], points: readonly RatePoint[], sums: RunningSums) {
  const parts = [0, ...indexes].map((from, i) => ({ from, until: indexes[i] ?? points.length }));
  const spread = spreadWithin(parts, points, sums);
  return indexes.flatMap((index, i) => {
    const [from, until, point] = [parts[i]?.from ?? 0, parts[i + 1]?.until ?? 0, points[index]];
    if (point === undefined) return [];
    const [before, after] = [sums.between(from, index), sums.between(index, until)];
    const left = withoutLoudest(points.slice(from, index), before, ratioOf(after));
    const right = withoutLoudest(points.slice(index, until), after, ratioOf(before));
    const both = { hits: left.hits + right.hits, lookups: left.lookups + right.lookups };
    const gain = logLikelihood(left) + logLikelihood(right) - logLikelihood(both);
    const pValue = twoSidedP(Math.sqrt(Math.max(0, 2 * gain) / spread), points.length - parts.length);
    const change = { index, point, before: ratioOf(before), after: ratioOf(after), pValue };
    if (Math.abs(ratioOf(left) - ratioOf(right)) < LEAST_DIFFERENCE) return [{ change, weakness: 1 }];
    return [{ change, weakness: pValue <= MAX_P ? 0 : pValue }];
  });
}

function ratioOf({ hits, lookups }: Counts): number {
  return hits / lookups;
}

/** Of a binomial at its own rate. */
function logLikelihood({ hits, lookups }: Counts): number {
  const term = (count: number) => (count === 0 ? 0 : count * Math.log(count / lookups));
  return term(hits) + term(lookups - hits);
}

/** The counts of a side less those of the day that tells it most from the other side. */
function withoutLoudest(points: readonly RatePoint[], total: Counts, otherRatio: number): Counts {
  const direction = Math.sign(ratioOf(total) - otherRatio);
  let loudest = { hits: 0, lookups: 0, excess: Number.NEGATIVE_INFINITY };
  for (const { hits, lookups } of points) {
    const excess = direction * (hits - lookups * otherRatio);
    if (excess > loudest.excess) loudest = { hits, lookups, excess };
  }
  return { hits: total.hits - loudest.hits, lookups: total.lookups - loudest.lookups };
}

/** How much more days differ from the rate of their part than chance has it: Pearson's χ² a degree of freedom. */
function spreadWithin(
  parts: ReadonlyArray<{ from: number; until: number }>,
  points: readonly RatePoint[],
  sums: RunningSums,
): number {
  let chiSquare = 0;
  for (const { from, until } of parts) {
    const total = sums.between(from, until);
    // Kept from 0 and 1, where nothing may vary.
    const rate = (total.hits + 0.5) / (total.lookups + 1);
    for (const { hits, lookups } of points.slice(from, until))
      chiSquare += (hits - lookups * rate) ** 2 / (lookups * rate * (1 - rate));
  }
  return Math.max(1, chiSquare / (points.length - parts.length));
}

/** Fewer weeks say nothing of how weeks differ. */
const FEWEST_WEEKS = 5;

/**
 * How far the hit rate of a week is from those before: Student's prediction interval of one more week, of its rate less
 * their mean. Weeks are what is independent: builds of some days in a row miss for one reason, and other services build
 * in another week. They never differ by less than look-ups that are drawn one by one.
 *
 * @param before weeks without look-ups are left out
 * @param now with at least one look-up
 * @param confidence of the interval, below 1
 * @returns null with fewer than five weeks before
 */
export function compareWeek(before: readonly Counts[], now: Counts, confidence: number): Interval | null {
  const weeks = before.filter(({ lookups }) => lookups > 0);
  if (weeks.length < FEWEST_WEEKS) return null;
  const { n, mean, squares } = momentsOf(weeks.map(ratioOf));
  const hits = weeks.reduce((sum, week) => sum + week.hits, now.hits);
  const lookups = weeks.reduce((sum, week) => sum + week.lookups, now.lookups);
  // Kept from 0 and 1, where nothing may vary.
  const rate = (hits + 0.5) / (lookups + 1);
  const variance = Math.max(squares / (n - 1), (rate * (1 - rate)) / now.lookups);
  const reach = criticalT(confidence, n - 1) * Math.sqrt(variance * (1 + 1 / n));
  const difference = ratioOf(now) - mean;
  return { low: difference - reach, high: difference + reach };
}
