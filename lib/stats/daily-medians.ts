import { medianOf } from './quantiles';

/** What of a population finished on one working day: successful builds (or steps), no reruns, none skipped. */
export interface DayOfBuilds {
  /** A local day as the caller names it, e.g. `2026-03-02`. */
  day: string;
  durationsMs: readonly number[];
}

/** Durations below one second are one second: logarithms would make seconds of rounding look like multiples. */
const SHORTEST_MS = 1000;

/** ln of the seconds, at least 0, ascending. */
export function logSecondsOf(durationsMs: readonly number[]): Float64Array {
  const logs = new Float64Array(durationsMs);
  for (let i = 0; i < logs.length; i += 1) logs[i] = Math.log(Math.max(logs[i] ?? 0, SHORTEST_MS) / 1000);
  return logs.sort();
}

/** Median ln(seconds) of each day with builds, in the order given. */
export function dailyLogMedians(days: readonly DayOfBuilds[]): Float64Array {
  return Float64Array.from(withBuilds(days), ({ durationsMs }) => medianOf(logSecondsOf(durationsMs)));
}

export function withBuilds(days: readonly DayOfBuilds[]): DayOfBuilds[] {
  return days.filter(({ durationsMs }) => durationsMs.length > 0);
}
