import { dayNumber } from '@/lib/time/days';
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
  let count = 0;
  for (let day = dayNumber(from); day < Math.min(dayNumber(until), today + 1); day += 1) {
    for (const [start, end] of calendar.windows(day, hours)) {
      count += day < today ? 1 : Math.min(1, Math.max(0, (nowMs - start) / (end - start)));
    }
  }
  return count;
}
