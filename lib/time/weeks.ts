import { addDays, calendarDay, dayNumber, mondayOf, weekNumber } from './days';

/** Of ISO 8601: the week belongs to the year that its Thursday lies in. */
const THURSDAY = 3;
const WRITTEN = /^(\d{4})-W(\d{2})$/;

/** The text names no week; the message says what would. */
export class UnknownWeekError extends Error {
  constructor(text: string) {
    super(`"${text}" is no week: give one such as 2026-W47`);
    this.name = new.target.name;
  }
}

/** The ISO week that a local day lies in: `2026-11-18` → `2026-W47`; 28 December to 3 January may be of either year. */
export function weekOfDay(day: string): string {
  const thursday = addDays(mondayOfDay(day), THURSDAY);
  const year = thursday.slice(0, 4);
  const number = Math.floor((dayNumber(thursday) - dayNumber(`${year}-01-01`)) / 7) + 1;
  return `${year}-W${String(number).padStart(2, '0')}`;
}

/**
 * The days of an ISO week, Monday to Sunday: `2026-W53` → from `2026-12-28` until `2027-01-04`, the first day after it.
 *
 * @throws UnknownWeekError when it is written in another way, or its year has no such week
 */
export function daysOfWeek(week: string): { from: string; until: string } {
  const [, year = '', number = ''] = WRITTEN.exec(week) ?? [];
  if (year < '1971' || year > '9997') throw new UnknownWeekError(week);
  // The 4th of January always lies in the first week.
  const from = addDays(mondayOfDay(`${year}-01-04`), 7 * (Number(number) - 1));
  if (weekOfDay(from) !== week) throw new UnknownWeekError(week);
  return { from, until: addDays(from, 7) };
}

/** Whether the calendar has a week that is written like this: `2026-W47`. */
export function isWeek(text: string): boolean {
  try {
    daysOfWeek(text);
    return true;
  } catch (error) {
    if (error instanceof UnknownWeekError) return false;
    throw error;
  }
}

/** The week so many weeks later; negative: earlier. @throws UnknownWeekError */
export function addWeeks(week: string, count: number): string {
  return weekOfDay(addDays(daysOfWeek(week).from, 7 * count));
}

function mondayOfDay(day: string): string {
  return calendarDay(mondayOf(weekNumber(dayNumber(day))));
}
