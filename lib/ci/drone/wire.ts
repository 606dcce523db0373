import { z } from 'zod';

/** The years 2 to 9998: what lies beyond is no time, such as milliseconds taken for seconds, or Go's zero. */
const [FIRST_SECOND, LAST_SECOND] = [-62_104_060_800, 253_370_764_799];
/** Of stages and steps, which count what a pipeline has: more than any could hold. */
const LAST_PLACE = 2 ** 31 - 1;

/** An int64 of Drone, as far as JSON keeps its digits: of one beyond, another would be read than was sent. */
export const int64 = z.int({
  error: ({ input }) =>
    Number.isInteger(input) && !Number.isSafeInteger(input)
      ? `about ${input}: beyond ${Number.MAX_SAFE_INTEGER}, where numbers of JSON lose digits`
      : undefined,
});
/** Of a build: they count up, but are set ahead by hand, to dates and the like. */
export const buildNumber = int64.positive();
export const text = z.string().nullish();
export const seconds = z.number().nullish();
export const place = z
  .int()
  .positive()
  .max(LAST_PLACE, { error: ({ input }) => `${input} is above ${LAST_PLACE}: no pipeline is so long` });
export const names = z.array(z.string()).nullish();
/** A map of strings; other values are tolerated and become strings. */
export const strings = z.record(z.string(), z.unknown()).nullish();

/** Whether it can be a time at all, in unix seconds; 0 is one. */
export function isTime(seconds: number): boolean {
  return seconds >= FIRST_SECOND && seconds <= LAST_SECOND;
}

type Absent = null | undefined;

/** Drone leaves text empty where it has none. */
export function textOrNull(value: string | Absent): string | null {
  return value === undefined || value === '' ? null : value;
}

/** Drone writes 0 for a number that it does not have. */
export function numberOrNull(value: number | Absent): number | null {
  return value === undefined || value === 0 ? null : value;
}

/**
 * From seconds; Drone writes 0 for a time that has not come, and what can be no time is none. Times before 1970 stay as
 * they are.
 */
export function timeOrNull(value: number | Absent): Date | null {
  if (value === undefined || value === null || value === 0 || !isTime(value)) return null;
  return timeOf(value);
}

/** Drone's are whole; of another's the second that it lies in. */
export function timeOf(seconds: number): Date {
  return new Date(Math.floor(seconds) * 1000);
}

/** All values as strings; null when there are none. */
export function stringsOrNull(value: Record<string, unknown> | Absent): Record<string, string> | null {
  const entries = Object.entries(value ?? {});
  if (entries.length === 0) return null;
  return Object.fromEntries(entries.map(([key, entry]) => [key, asString(entry)]));
}

function asString(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
}
