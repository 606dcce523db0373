import { dayNumber, weekNumber } from '@/lib/time/days';
import type { WaitingPeople } from './waiting-people';

/** A local day of the organisation on which something changed for somebody. */
export interface MarkedDay {
  loginId: number;
  /** `2026-03-02`. */
  day: string;
}

/**
 * Days to replay by week and person, in days since 1970-01-01. Where somebody lives elsewhere, a day of the organisation
 * is two of theirs, or three, and may reach into another week.
 */
export function daysByWeek(
  people: WaitingPeople,
  marked: readonly MarkedDay[],
): Map<number, Map<string, Set<number>>> {
  const weeks = new Map<number, Map<string, Set<number>>>();
  for (const { loginId, day } of marked) {
    const person = people.nameOf(loginId);
    if (person === undefined) continue;
    const theirs = people.calendarOf(people.hoursOf(person).timeZone);
    const marks = dayNumber(day);
    const first = theirs.dayOf(people.calendar.startOfDay(marks));
    const last = theirs.dayOf(people.calendar.startOfDay(marks + 1) - 1);
    for (let touched = first; touched <= last; touched += 1) {
      const ofWeek = weeks.get(weekNumber(touched)) ?? new Map<string, Set<number>>();
      weeks.set(weekNumber(touched), ofWeek);
      ofWeek.set(person, (ofWeek.get(person) ?? new Set()).add(touched));
    }
  }
  return weeks;
}
