import { addDays } from '@/lib/time/days';
import type { DayRange } from '@/lib/time/ranges';

/** Some days as they are written in an address. */
export function rangeOf({ from, until }: DayRange): string {
  return `${from}..${addDays(until, -1)}`;
}
