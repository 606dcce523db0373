import type { MetricAnswer } from '@/lib/metrics/query';

type Days = Pick<MetricAnswer<unknown>, 'workingDays' | 'historyFrom' | 'previousDays' | 'weeksToReplay'>;

/**
 * Sums of two ranges on one working day each, so that ranges of unequal working days, and those that are not over,
 * compare.
 *
 * @returns null where a side is unknown or not computed yet, has no working day yet, or begins before the history
 */
export function onWorkingDay(
  [now, before]: readonly [now: number | null, before: number | null],
  { workingDays, historyFrom, previousDays, weeksToReplay }: Days,
): { now: number | null; before: number | null } {
  const isKnown =
    historyFrom !== null &&
    historyFrom <= previousDays.from &&
    weeksToReplay.now + weeksToReplay.before === 0;
  return { now: perDay(now, workingDays.now), before: isKnown ? perDay(before, workingDays.before) : null };
}

function perDay(sum: number | null, days: number): number | null {
  return sum === null || days === 0 ? null : sum / days;
}

/** How a sum moved on a working day, as `<Figure>` shows it. */
export function changeOnWorkingDay(
  sums: readonly [now: number | null, before: number | null],
  days: Days,
  format: (value: number) => string,
): { now: number | null; before: number | null; format: (value: number) => string; per: string } {
  return { ...onWorkingDay(sums, days), format, per: 'a working day' };
}
