import { z } from 'zod';

/** What a Date can hold. */
export const MAX_SECONDS = 8.64e12;

export const id = z.int();
export const text = z.string().nullish();
export const seconds = z.int().min(-MAX_SECONDS).max(MAX_SECONDS).nullish();
export const names = z.array(z.string()).nullish();
/** A map of strings; other values are tolerated and become strings. */
export const strings = z.record(z.string(), z.unknown()).nullish();

type Absent = null | undefined;

/** Drone leaves text empty where it has none. */
export function textOrNull(value: string | Absent): string | null {
  return value === undefined || value === '' ? null : value;
}

/** Drone writes 0 for a number that it does not have. */
export function numberOrNull(value: number | Absent): number | null {
  return value === undefined || value === 0 ? null : value;
}

/** From seconds; Drone writes 0 for a time that has not come. Times before 1970 stay as they are. */
export function timeOrNull(value: number | Absent): Date | null {
  return value === undefined || value === null || value === 0 ? null : new Date(value * 1000);
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
