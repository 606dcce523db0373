import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import type { Random } from './random';
import { criticalT, type Interval, momentsOf, twoSidedP } from './welch';

/** The typical difference between two sides of days, in the unit of the values. */
export interface ClusteredShift {
  /** Hodges–Lehmann: the median of all differences. */
  shift: number;
  interval: Interval;
  standardError: number;
  degreesOfFreedom: number;
  /** Two-sided, that there is no difference. */
  pValue: number;
}

/** Values of a day above this number are stood for by so many of their quantiles: the median of pairs hardly moves. */
const VALUES_A_DAY = 40;
/** How exactly the median of pairs is found, in the unit of the values: 0.001 % for logarithms. */
const TOLERANCE = 1e-5;
const MOST_STEPS = 60;

interface Side {
  dayCount: number;
  /** Ascending. */
  values: Float64Array;
  dayOf: Int32Array;
  weights: Float64Array;
}

/** One draw of a side: its values that were drawn, ascending, and the weight up to and with each. */
interface Drawn {
  size: number;
  values: Float64Array;
  upTo: Float64Array;
}

/**
 * Hodges–Lehmann's shift with an interval from a bootstrap that draws whole days: builds of one day share what the
 * runners did that day, so days are what is independent. The percentile interval is expanded as by Hesterberg 2015
 * (section 3.2): plain percentiles of n days are too narrow by √((n − 1)/n) and by Student's t. A draw costs O(n) for n
 * builds.
 *
 * @param before the values of each day, at least two days, each with a value
 * @param after the same
 * @param draws commonly 2,000
 * @throws RangeError where a side has fewer than two days, or a day without a value
 */
export function bootstrapDays(
  before: ReadonlyArray<ArrayLike<number>>,
  after: ReadonlyArray<ArrayLike<number>>,
  draws: number,
  random: Random,
  confidence = 0.95,
): ClusteredShift {
  const [left, right] = [gather(before), gather(after)];
  const [leftDrawn, rightDrawn] = [emptyDraw(left), emptyDraw(right)];
  weigh(left, null, leftDrawn);
  weigh(right, null, rightDrawn);
  const shift = medianDifference(leftDrawn, rightDrawn, 0);
  const shifts = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw += 1) {
    weigh(left, random, leftDrawn);
    weigh(right, random, rightDrawn);
    shifts[draw] = medianDifference(leftDrawn, rightDrawn, shift);
  }
  shifts.sort();
  const fewest = Math.min(left.dayCount, right.dayCount);
  const degreesOfFreedom = left.dayCount + right.dayCount - 2;
  const expansion = Math.sqrt(fewest / (fewest - 1));
  const tail = normalCdf(-expansion * criticalT(confidence, degreesOfFreedom), 0, 1);
  const standardError = expansion * Math.sqrt(momentsOf(shifts).squares / (draws - 1));
  return {
    shift,
    interval: { low: between(shifts, tail), high: between(shifts, 1 - tail) },
    standardError,
    degreesOfFreedom,
    pValue: pOf(shifts, expansion, degreesOfFreedom, shift / standardError),
  };
}

/** The level at which the expanded interval begins to hold no difference; by t where all draws lie on one side. */
function pOf(shifts: Float64Array, expansion: number, degreesOfFreedom: number, t: number): number {
  let [below, equal] = [0, 0];
  for (const shift of shifts) {
    if (shift < -TOLERANCE) below += 1;
    else if (shift <= TOLERANCE) equal += 1;
  }
  const share = (below + equal / 2) / shifts.length;
  const tail = Math.min(share, 1 - share);
  const resolution = 0.5 / shifts.length;
  const drawn = twoSidedP(normalQuantile(Math.max(tail, resolution), 0, 1) / expansion, degreesOfFreedom);
  return tail > resolution ? drawn : Math.min(drawn, twoSidedP(t, degreesOfFreedom));
}

function between(sorted: Float64Array, level: number): number {
  const at = Math.min(Math.max(level * (sorted.length + 1) - 1, 0), sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  return low + (at - Math.floor(at)) * ((sorted[Math.ceil(at)] ?? Number.NaN) - low);
}

function gather(days: ReadonlyArray<ArrayLike<number>>): Side {
  if (days.length < 2)
    throw new RangeError(`A bootstrap needs two days a side, not ${days.length}; ask for more days.`);
  const all: Array<{ value: number; day: number; weight: number }> = [];
  for (const [day, builds] of days.entries()) {
    if (builds.length === 0)
      throw new RangeError('A day without builds cannot be drawn; leave out days without builds.');
    const sorted = Float64Array.from(builds).sort();
    const kept = Math.min(sorted.length, VALUES_A_DAY);
    for (let i = 0; i < kept; i += 1) {
      const value = sorted[Math.floor(((i + 0.5) * sorted.length) / kept)] ?? Number.NaN;
      all.push({ value, day, weight: sorted.length / kept });
    }
  }
  all.sort((a, b) => a.value - b.value);
  return {
    dayCount: days.length,
    values: Float64Array.from(all, one => one.value),
    dayOf: Int32Array.from(all, one => one.day),
    weights: Float64Array.from(all, one => one.weight),
  };
}

function emptyDraw({ values }: Side): Drawn {
  return { size: 0, values: new Float64Array(values.length), upTo: new Float64Array(values.length) };
}

/** Draws as many days as there are, each as often as chance has it; without chance each once. */
function weigh({ dayCount, values, dayOf, weights }: Side, random: Random | null, drawn: Drawn): void {
  const times = new Float64Array(dayCount);
  if (random === null) times.fill(1);
  else
    for (let i = 0; i < dayCount; i += 1) {
      const day = Math.floor(random() * dayCount);
      times[day] = (times[day] ?? 0) + 1;
    }
  let [size, total] = [0, 0];
  for (let i = 0; i < values.length; i += 1) {
    const weight = (times[dayOf[i] ?? 0] ?? 0) * (weights[i] ?? 0);
    if (weight === 0) continue;
    total += weight;
    drawn.values[size] = values[i] ?? 0;
    drawn.upTo[size] = total;
    size += 1;
  }
  drawn.size = size;
}

/** The weighted median of right − left: where half the weight of all pairs lies above. */
function medianDifference(left: Drawn, right: Drawn, near: number): number {
  const half = 0.5;
  let [low, high] = [near - 0.05, near + 0.05];
  let [aboveLow, aboveHigh] = [shareAbove(left, right, low), shareAbove(left, right, high)];
  for (let width = 0.1; aboveLow <= half; width *= 2) {
    [high, aboveHigh] = [low, aboveLow];
    low -= width;
    aboveLow = shareAbove(left, right, low);
  }
  for (let width = 0.1; aboveHigh > half; width *= 2) {
    [low, aboveLow] = [high, aboveHigh];
    high += width;
    aboveHigh = shareAbove(left, right, high);
  }
  for (let step = 0; step < MOST_STEPS && high - low > TOLERANCE; step += 1) {
    // By proportion, which is right for smooth shares, and by halves in turn, which always ends.
    const part = step % 3 === 2 ? half : (aboveLow - half) / (aboveLow - aboveHigh);
    const middle = low + Math.min(Math.max(part, 0.02), 0.98) * (high - low);
    const above = shareAbove(left, right, middle);
    if (above > half) [low, aboveLow] = [middle, above];
    else [high, aboveHigh] = [middle, above];
  }
  return (low + high) / 2;
}

/** The share of pairs whose difference is above a value, those equal to it as a half. */
function shareAbove(left: Drawn, right: Drawn, value: number): number {
  let [above, less, notMore, before] = [0, 0, 0, 0];
  for (let i = 0; i < right.size; i += 1) {
    const limit = (right.values[i] ?? 0) - value;
    while (less < left.size && (left.values[less] ?? 0) < limit) less += 1;
    if (notMore < less) notMore = less;
    while (notMore < left.size && (left.values[notMore] ?? 0) <= limit) notMore += 1;
    const weight = (right.upTo[i] ?? 0) - before;
    before = right.upTo[i] ?? 0;
    above += weight * (upTo(left, less) + upTo(left, notMore));
  }
  return above / (2 * upTo(left, left.size) * before);
}

function upTo({ upTo }: Drawn, count: number): number {
  return count === 0 ? 0 : (upTo[count - 1] ?? 0);
}
