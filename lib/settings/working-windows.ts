import type { WorkingHours } from './hours-of';
import { createLocalCalendar, type LocalCalendar, type TimeWindow } from './local-calendar';
import { dayNumberOf } from './local-day';

const calendars = new Map<string, LocalCalendar>();

/**
 * The working time of one local day such as `2026-03-29`, in epoch milliseconds; [] when it is no workday.
 * Whoever asks for many days keeps a calendar (`createLocalCalendar`) and asks by number.
 *
 * @throws RangeError when there is no such day or zone
 */
export function workingWindows(day: string, hours: WorkingHours): TimeWindow[] {
  let calendar = calendars.get(hours.timeZone);
  if (calendar === undefined) {
    calendar = createLocalCalendar(hours.timeZone);
    calendars.set(hours.timeZone, calendar);
  }
  return calendar.windows(dayNumberOf(day), hours);
}
