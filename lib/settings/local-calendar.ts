import type { WorkingHours } from './hours-of';
import { zoneOffsets } from './zone-offsets';

const MINUTE_MS = 60 * 1000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const DAY_MINUTES = 24 * 60;

/** A stretch of time: [fromMs, untilMs) in epoch milliseconds. */
export type TimeWindow = readonly [fromMs: number, untilMs: number];

/** Local days of one time zone. A day is its number: days since 1970-01-01 (`dayNumberOf`, `dayTextOf`). */
export interface LocalCalendar {
  /** The local day of an instant. */
  dayOf(epochMs: number): number;
  /** Its local hour, 0 to 23. */
  hourOf(epochMs: number): number;
  /** The first instant of a local day; days have 23 to 25 hours where clocks change. */
  startOfDay(dayNumber: number): number;
  /** The working time of a local day; none on other days than workdays, and on days that a zone left out. */
  windows(
    dayNumber: number,
    hours: Pick<WorkingHours, 'workdays' | 'fromMinute' | 'untilMinute'>,
  ): TimeWindow[];
}

/**
 * Fast for hundreds of thousands of instants: what the zone's clocks did is asked once for each day and kept. A wall
 * time that clocks skip means the instant as much later; one that comes twice means the first.
 *
 * @param timeZone - IANA name
 * @throws RangeError when there is no such zone
 */
export function createLocalCalendar(timeZone: string): LocalCalendar {
  const offsetAt = zoneOffsets(timeZone);
  const dayOf = (epochMs: number) => Math.floor((epochMs + offsetAt(epochMs)) / DAY_MS);

  /** `wallMs` is a wall time as if it were UTC. */
  const instantOf = (wallMs: number): number => {
    // No offset is as large as a day: these two lie on either side of the instant.
    const earlier = wallMs - offsetAt(wallMs - DAY_MS);
    if (earlier + offsetAt(earlier) === wallMs) return earlier;
    const later = wallMs - offsetAt(wallMs + DAY_MS);
    return later + offsetAt(later) === wallMs ? later : earlier;
  };

  const startOfDay = (dayNumber: number): number => {
    const midnight = instantOf(dayNumber * DAY_MS);
    // Clocks that skip midnight: the day begins when they jump, which they do at a whole second.
    let start = midnight;
    if (midnight + offsetAt(midnight) !== dayNumber * DAY_MS) {
      while (dayOf(start - 1000) >= dayNumber) start -= 1000;
    }
    return start;
  };

  return {
    dayOf,
    hourOf: epochMs => Math.floor((epochMs + offsetAt(epochMs) - dayOf(epochMs) * DAY_MS) / (60 * MINUTE_MS)),
    startOfDay,
    windows(dayNumber, { workdays, fromMinute, untilMinute }) {
      if (!workdays.includes(weekdayOf(dayNumber))) return [];
      const midnight = dayNumber * DAY_MS;
      const [start, end] = [startOfDay(dayNumber), startOfDay(dayNumber + 1)];
      const from = Math.max(start, instantOf(midnight + fromMinute * MINUTE_MS));
      const until =
        untilMinute === DAY_MINUTES ? end : Math.min(end, instantOf(midnight + untilMinute * MINUTE_MS));
      return from < until ? [[from, until]] : [];
    },
  };
}

/** 1 is Monday; the first day of 1970 was a Thursday. */
function weekdayOf(dayNumber: number): number {
  return ((((dayNumber + 3) % 7) + 7) % 7) + 1;
}
