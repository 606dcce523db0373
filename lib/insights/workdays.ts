import { dayNumber, weekdayOf } from '@/lib/time/days';
import type { DayRange } from '@/lib/time/ranges';

/** How many days of a range are working days, whether they are over or not. @param workdays of a week, Monday is 1 */
export function countWorkdays({ from, until }: DayRange, workdays: readonly number[]): number {
  const first = dayNumber(from);
  return Array.from({ length: Math.max(0, dayNumber(until) - first) }, (_, i) => weekdayOf(first + i)).filter(
    day => workdays.includes(day),
  ).length;
}
