import { Temporal } from 'temporal-polyfill';

export const DAY_S = 86_400;
export const HOUR_S = 3600;
export const MINUTE_S = 60;

/** Days since 1970-01-01 UTC; the unit in which the demo is planned. */
export function dayOf(unixS: number): number {
  return Math.floor(unixS / DAY_S);
}

/** 0 Sunday … 6 Saturday. */
export function weekdayOf(day: number): number {
  return (day + 4) % 7;
}

export function isWeekend(day: number): boolean {
  const weekday = weekdayOf(day);
  return weekday === 0 || weekday === 6;
}

/** The day that lies so many working days (Monday to Friday) before the given one. */
export function workingDaysBefore(day: number, count: number): number {
  let found = day;
  for (let left = count; left > 0; ) {
    found -= 1;
    if (!isWeekend(found)) left -= 1;
  }
  return found;
}

const offsets = new Map<string, number>();

/** Seconds that local time is ahead of UTC in a zone at noon UTC of a day. */
export function zoneOffsetS(zone: string, day: number): number {
  const key = `${zone} ${day}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  const noon = Temporal.Instant.fromEpochMilliseconds((day * DAY_S + 12 * HOUR_S) * 1000);
  const offsetS = noon.toZonedDateTimeISO(zone).offsetNanoseconds / 1e9;
  offsets.set(key, offsetS);
  return offsetS;
}
