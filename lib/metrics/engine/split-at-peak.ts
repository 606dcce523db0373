import { findPeak, type HourBlock, isInBlock } from './find-peak';
import { Tally } from './tally';

/** Nobody calls less than this a shortage of runners. */
const LEAST_QUEUE_S = 30;
/** A peak whose p90 is not so many times that of the other hours is none. */
const LEAST_RATIO = 2;

/** Queues of the whole week, told apart by the hours in which they are longest; no block: none stand out. */
export type PeakSplit = { block: HourBlock; peak: Tally; rest: Tally } | { block: null; all: Tally };

/**
 * Finds the hours of the week in which builds are held up: longer than 30 s, or than the median where that is more.
 *
 * @param hours queues in seconds, 168 of them, from Monday 0:00
 */
export function splitAtPeak(hours: readonly Tally[]): PeakSplit {
  const all = merge(hours);
  const limitS = Math.max(LEAST_QUEUE_S, all.quantile(0.5) ?? 0);
  const block = findPeak(hours.map(tally => ({ n: tally.n, heldUp: countAbove(tally, limitS) })));
  if (block === null) return { block: null, all };
  const peak = merge(hours.filter((_, hour) => isInBlock(block, hour)));
  const rest = merge(hours.filter((_, hour) => !isInBlock(block, hour)));
  return standsOut(peak, rest) ? { block, peak, rest } : { block: null, all };
}

function standsOut(peak: Tally, rest: Tally): boolean {
  const p90S = peak.quantile(0.9) ?? 0;
  return p90S >= LEAST_QUEUE_S && p90S >= LEAST_RATIO * (rest.quantile(0.9) ?? 0);
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
