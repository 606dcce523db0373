import { DAY_MS } from './units';

/** 1970-01-05, the first Monday, in days since 1970-01-01. */
const FIRST_MONDAY = 4;

/**
 * Days since 1970-01-01 of a calendar day `2026-03-02`.
 *
 * @throws RangeError when there is no such day
 */
export function dayNumber(day: string): number {
  if (!isDay(day)) throw new RangeError(`"${day}" is no day: give one such as 2026-03-29`);
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

/** The calendar day, `2026-03-02`, of days since 1970-01-01. */
export function calendarDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Whether the calendar has a day that is written like this: `2026-03-02`. It knows no year 0, and neither does Postgres. */
export function isDay(day: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || day.startsWith('0000')) return false;
  const ms = Date.parse(`${day}T00:00:00Z`);
  // Date.parse takes the 30th of February for a day of March.
  return !Number.isNaN(ms) && calendarDay(ms / DAY_MS) === day;
}

/** The calendar day so many days later; negative: earlier. */
export function addDays(day: string, count: number): string {
  return calendarDay(dayNumber(day) + count);
}

/** 1 is Monday, 7 is Sunday; of days since 1970-01-01. */
export function weekdayOf(day: number): number {
  return day - mondayOf(weekNumber(day)) + 1;
}

/** Weeks since that of Monday 1970-01-05, of a local day counted in days since 1970-01-01. */
export function weekNumber(day: number): number {
  return Math.floor((day - FIRST_MONDAY) / 7);
}

/** The Monday of a week, in days since 1970-01-01. */
export function mondayOf(week: number): number {
  return week * 7 + FIRST_MONDAY;
}
