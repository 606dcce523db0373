import { ascending, joined, type Numbers } from './quantiles';

/** What of a population finished on one working day: successful builds (or steps), no reruns, none skipped. */
export interface DayOfBuilds {
  /** A local day as the caller names it, e.g. `2026-03-02`. */
  day: string;
  durationsMs: Numbers;
}

/** Durations below one second are one second: logarithms would make seconds of rounding look like multiples. */
const SHORTEST_MS = 1000;

function logSeconds(ms: number): number {
  return Math.log(Math.max(ms, SHORTEST_MS) / 1000);
}

/** ln of the seconds, at least 0, ascending. */
export function logSecondsOf(durationsMs: Numbers): Float64Array {
  const logs = new Float64Array(durationsMs);
  for (let i = 0; i < logs.length; i += 1) logs[i] = logSeconds(logs[i] ?? 0);
  return logs.sort();
}

/** Median ln(seconds) of durations in any order; NaN without any. */
export function logMedianOf(durationsMs: Numbers): number {
  return logMedianOfSorted(ascending(durationsMs));
}

/** The same of durations that ascend: those in the middle are all that need a logarithm. */
export function logMedianOfSorted(durationsMs: Float64Array): number {
  const middle = durationsMs.length >> 1;
  const upper = logSeconds(durationsMs[middle] ?? Number.NaN);
  return durationsMs.length % 2 === 1
    ? upper
    : (logSeconds(durationsMs[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Median ln(seconds) of each day with builds, in the order given. */
export function dailyLogMedians(days: readonly DayOfBuilds[]): Float64Array {
  return Float64Array.from(withBuilds(days), ({ durationsMs }) => logMedianOf(durationsMs));
}

/** The durations of all days, one after the other. */
export function allDurations(days: readonly DayOfBuilds[]): Float64Array {
  return joined(days.map(({ durationsMs }) => durationsMs));
}

export function withBuilds(days: readonly DayOfBuilds[]): DayOfBuilds[] {
  return days.filter(({ durationsMs }) => durationsMs.length > 0);
}
