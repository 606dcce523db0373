import type { MetricAnswer } from '@/lib/metrics/query';

type WorkingDays = MetricAnswer<unknown>['workingDays'];

/**
 * Sums of two ranges on one working day each, so that ranges of unequal working days, and those that are not over,
 * compare.
 *
 * @returns null where a side is unknown or has no working day yet
 */
export function onWorkingDay(
  [now, before]: readonly [now: number | null, before: number | null],
  days: WorkingDays,
): { now: number | null; before: number | null } {
  return { now: perDay(now, days.now), before: perDay(before, days.before) };
}

function perDay(sum: number | null, days: number): number | null {
  return sum === null || days === 0 ? null : sum / days;
}

/** How a sum moved on a working day, as `<Figure>` shows it. */
export function changeOnWorkingDay(
  sums: readonly [now: number | null, before: number | null],
  days: WorkingDays,
  format: (value: number) => string,
): { now: number | null; before: number | null; format: (value: number) => string } {
  return { ...onWorkingDay(sums, days), format: value => `${format(value)} a working day` };
}
