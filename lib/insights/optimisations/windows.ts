import { addDays, dayNumber, weekdayOf } from '@/lib/time/days';
import type { DayRange } from '@/lib/time/ranges';

/** Whole weeks on both sides have the same weekdays. */
const WEEKS = 4;

/** An optimisation as others see it. */
export interface DatedOptimisation {
  id: number;
  title: string;
  /** Local day on which it took effect. */
  day: string;
}

export interface EffectWindows {
  /** Neither holds the day of the change. */
  before: DayRange;
  after: DayRange;
  /** False while days of the window after it are still to come. */
  isComplete: boolean;
  /** Others within four weeks, at which the windows end. */
  cutBy: DatedOptimisation[];
}

/**
 * Four weeks before the day of a change and four after it. Where another one that concerns the same took effect within
 * them, the window ends there: what it did is not counted. A window is empty (`from` is `until`) where that one took
 * effect on the very next day, or the day before.
 *
 * @param others that concern the same builds
 * @param today the day that is not over yet
 */
export function windowsOf(
  own: DatedOptimisation,
  others: readonly DatedOptimisation[],
  today: string,
): EffectWindows {
  const before = { from: addDays(own.day, -7 * WEEKS), until: own.day };
  const full = { from: addDays(own.day, 1), until: addDays(own.day, 7 * WEEKS + 1) };
  // Of two on the same day neither can be told from the other.
  const cutting = others.filter(({ id, day }) => id !== own.id && day >= before.from && day < full.until);
  const earlier = cutting.filter(({ day }) => day < own.day).map(({ day }) => addDays(day, 1));
  const later = cutting.filter(({ day }) => day > own.day).map(({ day }) => day);
  const [until = full.until] = [full.until, ...later].sort();
  return {
    before: { from: [before.from, ...earlier].sort().at(-1) ?? before.from, until: before.until },
    after: { from: full.from, until },
    isComplete: until <= today,
    cutBy: cutting.sort((a, b) => (a.day === b.day ? a.id - b.id : a.day < b.day ? -1 : 1)),
  };
}

/** Others so near that they leave no day before or after: nothing will ever be measured. Empty where there are days. */
export function leavingNoDays(
  own: DatedOptimisation,
  { before, after, cutBy }: EffectWindows,
): DatedOptimisation[] {
  const lastBefore = addDays(own.day, -1);
  return cutBy.filter(
    ({ day }) =>
      (before.from === before.until && day === lastBefore) ||
      (after.from === after.until && day === after.from),
  );
}

/** The day on which so many hours are saved again, from the day after the change on. */
export function paidBackOn(
  day: string,
  hoursSpent: number,
  hoursAWeek: number,
  workdays: ReadonlySet<number>,
): string {
  const perDay = hoursAWeek / workdays.size;
  let [left, date] = [hoursSpent, day];
  for (let days = 0; left > 0 && days < 20_000; days += 1) {
    date = addDays(date, 1);
    if (workdays.has(weekdayOf(dayNumber(date)))) left -= perDay;
  }
  return date;
}
