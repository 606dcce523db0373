import { calendarDay, dayNumber, weekdayOf } from '@/lib/time/days';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import type { DayRange } from '@/lib/time/ranges';
import type { WorkingHours } from './working-hours';

/** How many days of a range are working days, whether they are over or not. @param workdays of a week, Monday is 1 */
export function countWorkdays({ from, until }: DayRange, workdays: readonly number[]): number {
  const end = dayNumber(until);
  let count = 0;
  for (let day = dayNumber(from); day < end; day += 1) if (workdays.includes(weekdayOf(day))) count += 1;
  return count;
}

/**
 * Working days in a range by now: days to come are none, and the running one counts by the share of its working hours
 * that is over.
 */
export function countWorkingDays({ from, until }: DayRange, hours: WorkingHours, now: Date): number {
  const calendar = createLocalCalendar(hours.timeZone);
  const nowMs = now.getTime();
  const today = calendar.dayOf(nowMs);
  const end = dayNumber(until);
  const count = countWorkdays({ from, until: calendarDay(Math.min(end, today)) }, hours.workdays);
  if (dayNumber(from) > today || end <= today) return count;
  const [window] = calendar.windows(today, hours);
  if (window === undefined) return count;
  const [startMs, endMs] = window;
  return count + Math.min(1, Math.max(0, (nowMs - startMs) / (endMs - startMs)));
}
