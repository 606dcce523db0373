import { Temporal } from 'temporal-polyfill';
import { addWeeks, weekOfDay } from '@/lib/time/weeks';

/** When a weekly report goes out, by the clocks of a zone. */
export interface Schedule {
  /** 1, Monday, to 7. */
  weekday: number;
  /** 0 to 23. */
  hour: number;
  /** IANA name. */
  timeZone: string;
}

/** A report that is due: of the last whole week, once. */
export interface DueReport {
  at: Date;
  /** As 2026-W47. */
  week: string;
}

/**
 * The last time that a report was due, at `now` or before. An hour that clocks skip is due as much later, one that comes
 * twice the first time; which week it is follows from the local day, also where that week is of another year.
 */
export function lastDue(schedule: Schedule, now: Date): DueReport {
  const today = localDate(schedule, now);
  const day = today.subtract({ days: today.dayOfWeek - schedule.weekday });
  const due = dueOn(schedule, day);
  // Its day of this week may be to come; that of the week before never is.
  return due.at <= now ? due : dueOn(schedule, day.subtract({ weeks: 1 }));
}

/** The next time after `now`. */
export function nextDue(schedule: Schedule, now: Date): DueReport {
  const last = lastDue(schedule, now);
  return dueOn(schedule, localDate(schedule, last.at).add({ weeks: 1 }));
}

function localDate({ timeZone }: Schedule, instant: Date): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
}

function dueOn({ hour, timeZone }: Schedule, day: Temporal.PlainDate): DueReport {
  const at = day.toPlainDateTime({ hour }).toZonedDateTime(timeZone, { disambiguation: 'compatible' });
  return { at: new Date(at.epochMilliseconds), week: addWeeks(weekOfDay(day.toString()), -1) };
}
