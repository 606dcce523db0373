import { dayNumber, weekdayOf } from '@/lib/time/days';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import type { DayRange } from '@/lib/time/ranges';
import type { WorkingHours } from './working-hours';

/**
 * Working days in a range by now: days to come are none, and the running one counts by the share of its working hours
 * that is over.
 */
export function countWorkingDays({ from, until }: DayRange, hours: WorkingHours, now: Date): number {
  const calendar = createLocalCalendar(hours.timeZone);
  const nowMs = now.getTime();
  const today = calendar.dayOf(nowMs);
  const end = dayNumber(until);
  let count = 0;
  for (let day = dayNumber(from); day < Math.min(end, today); day += 1)
    if (hours.workdays.includes(weekdayOf(day))) count += 1;
  if (dayNumber(from) > today || end <= today) return count;
  const [window] = calendar.windows(today, hours);
  if (window === undefined) return count;
  const [startMs, endMs] = window;
  return count + Math.min(1, Math.max(0, (nowMs - startMs) / (endMs - startMs)));
}
