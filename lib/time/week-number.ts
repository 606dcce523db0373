const DAY_MS = 86_400_000;
/** 1970-01-05, the first Monday, in days since 1970-01-01. */
const FIRST_MONDAY = 4;

/** Weeks since that of Monday 1970-01-05, of a local day counted in days since 1970-01-01. */
export function weekNumber(day: number): number {
  return Math.floor((day - FIRST_MONDAY) / 7);
}

/** The Monday of a week, in days since 1970-01-01. */
export function mondayOf(week: number): number {
  return week * 7 + FIRST_MONDAY;
}

/** Days since 1970-01-01 of a calendar day `2026-03-02`. */
export function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

/** The calendar day, `2026-03-02`, of days since 1970-01-01. */
export function calendarDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
