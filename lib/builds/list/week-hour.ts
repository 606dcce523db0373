/** `2-09` is Tuesday from 09:00 to 10:00. */
export const WEEK_HOUR = /^([1-7])-([01]\d|2[0-3])$/;

/** An hour of the week as a list is narrowed to it: 1 is Monday, hours from 0 to 23, local. */
export interface WeekHour {
  weekday: number;
  hour: number;
}

/** @returns null for none, and for what is none */
export function parseWeekHour(text: string | null): WeekHour | null {
  const [, weekday, hour] = WEEK_HOUR.exec(text ?? '') ?? [];
  return weekday === undefined || hour === undefined
    ? null
    : { weekday: Number(weekday), hour: Number(hour) };
}
