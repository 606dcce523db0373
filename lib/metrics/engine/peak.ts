import { Tally } from './tally';

/** Local hours of some days: `untilHour` is the first hour after them, so from 10 to 12 are two hours. */
export interface HourBlock {
  /** 1: Monday, to 7. */
  firstWeekday: number;
  lastWeekday: number;
  fromHour: number;
  untilHour: number;
}

/** Builds of one hour of the week, and how many of them were held up. */
export interface HourCount {
  n: number;
  heldUp: number;
}

/** What people have a word for: every day, weekdays, weekends, or one day of the week. */
const DAY_SETS = [[1, 7], [1, 5], [6, 7], ...[1, 2, 3, 4, 5, 6, 7].map(day => [day, day] as const)] as const;

/** A block of fewer builds may be chance. */
const MIN_BUILDS = 30;

/**
 * The block of hours in which more builds were held up than in all others, beyond what chance would explain: the
 * one of the largest likelihood ratio (Kulldorff, A spatial scan statistic, 1997, Bernoulli model). Null when no
 * block holds more than its share.
 *
 * @param hours 168 of them, from Monday 0:00
 */
export function findPeak(hours: readonly HourCount[]): HourBlock | null {
  const all = sumOf(hours);
  let best: HourBlock | null = null;
  let bestGain = 0;
  for (const [firstWeekday, lastWeekday] of DAY_SETS) {
    const days = { firstWeekday, lastWeekday, fromHour: 0, untilHour: 24 };
    const byHour = sumsByHour(hours.filter((_, hour) => isInBlock(days, hour)));
    for (let fromHour = 0; fromHour < 24; fromHour += 1) {
      let inside: HourCount = { n: 0, heldUp: 0 };
      for (let untilHour = fromHour + 1; untilHour <= 24; untilHour += 1) {
        inside = sumOf([inside, ...byHour.slice(untilHour - 1, untilHour)]);
        const gain = inside.n < MIN_BUILDS ? 0 : gainOf(inside, all);
        if (gain > bestGain) [best, bestGain] = [{ ...days, fromHour, untilHour }, gain];
      }
    }
  }
  return best;
}

/** @param hourOfWeek 0: Monday 0:00, to 167 */
export function isInBlock(block: HourBlock, hourOfWeek: number): boolean {
  const [weekday, hour] = [Math.floor(hourOfWeek / 24) + 1, hourOfWeek % 24];
  return (
    weekday >= block.firstWeekday &&
    weekday <= block.lastWeekday &&
    hour >= block.fromHour &&
    hour < block.untilHour
  );
}

/** How much better two ratios, inside and outside, explain what was held up than one for all. */
function gainOf(inside: HourCount, all: HourCount): number {
  const outside = { n: all.n - inside.n, heldUp: all.heldUp - inside.heldUp };
  if (outside.n === 0 || inside.heldUp * outside.n <= outside.heldUp * inside.n) return 0;
  return logLikelihood(inside) + logLikelihood(outside) - logLikelihood(all);
}

function logLikelihood({ n, heldUp }: HourCount): number {
  return timesLog(heldUp, heldUp / n) + timesLog(n - heldUp, 1 - heldUp / n);
}

function timesLog(count: number, ratio: number): number {
  return count === 0 ? 0 : count * Math.log(ratio);
}

/** Whole days, one after the other, as one day. */
function sumsByHour(hours: readonly HourCount[]): HourCount[] {
  return Array.from({ length: 24 }, (_, hour) => sumOf(hours.filter((_, index) => index % 24 === hour)));
}

function sumOf(hours: readonly HourCount[]): HourCount {
  let [n, heldUp] = [0, 0];
  for (const hour of hours) {
    n += hour.n;
    heldUp += hour.heldUp;
  }
  return { n, heldUp };
}

/** Nobody calls less than this a shortage of runners. */
const MIN_QUEUE_S = 30;
/** A peak whose p90 is not so many times that of the other hours is none. */
const MIN_RATIO = 2;

/** Queues of the whole week, told apart by the hours in which they are longest; no block: none stand out. */
export type PeakSplit = { block: HourBlock; peak: Tally; rest: Tally } | { block: null; all: Tally };

/**
 * Finds the hours of the week in which builds are held up: longer than 30 s, or than the median where that is more.
 *
 * @param hours queues in seconds, 168 of them, from Monday 0:00
 */
export function splitAtPeak(hours: readonly Tally[]): PeakSplit {
  const all = merge(hours);
  const limitS = Math.max(MIN_QUEUE_S, all.quantile(0.5) ?? 0);
  const block = findPeak(hours.map(tally => ({ n: tally.n, heldUp: countAbove(tally, limitS) })));
  if (block === null) return { block: null, all };
  const peak = merge(hours.filter((_, hour) => isInBlock(block, hour)));
  const rest = merge(hours.filter((_, hour) => !isInBlock(block, hour)));
  return standsOut(peak, rest) ? { block, peak, rest } : { block: null, all };
}

function standsOut(peak: Tally, rest: Tally): boolean {
  const p90S = peak.quantile(0.9) ?? 0;
  return p90S >= MIN_QUEUE_S && p90S >= MIN_RATIO * (rest.quantile(0.9) ?? 0);
}

function merge(tallies: readonly Tally[]): Tally {
  const merged = new Tally();
  for (const tally of tallies) {
    for (const [seconds, count] of tally.entries()) for (let i = 0; i < count; i += 1) merged.add(seconds);
  }
  return merged;
}

function countAbove(tally: Tally, limitS: number): number {
  let count = 0;
  for (const [seconds, n] of tally.entries()) if (seconds > limitS) count += n;
  return count;
}
