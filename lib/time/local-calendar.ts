import { Temporal } from 'temporal-polyfill';
import { weekdayOf } from './days';
import { DAY_MINUTES, DAY_MS, HOUR_MS, MINUTE_MS } from './units';

/** A stretch of time: [fromMs, untilMs) in epoch milliseconds. */
type TimeWindow = readonly [fromMs: number, untilMs: number];

/** Local days of one time zone. A day is its number: days since 1970-01-01 (`dayNumber`, `calendarDay`). */
export interface LocalCalendar {
  /** The local day of an instant. */
  dayOf(epochMs: number): number;
  /** Its local hour, 0 to 23. */
  hourOf(epochMs: number): number;
  /** The first instant of a local day; days have 23 to 25 hours where clocks change. */
  startOfDay(dayNumber: number): number;
  /** The working time of a local day; none on other days than workdays, and on days that a zone left out. */
  windows(dayNumber: number, hours: DailyHours): TimeWindow[];
}

/** When somebody works: days from 1, Monday, to 7; minutes of wall time from midnight, 1440 is the end of the day. */
interface DailyHours {
  workdays: readonly number[];
  fromMinute: number;
  untilMinute: number;
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
    hourOf: epochMs => Math.floor((epochMs + offsetAt(epochMs) - dayOf(epochMs) * DAY_MS) / HOUR_MS),
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

/** One UTC day: the offset before and after the one instant at which it may change. */
interface OffsetDay {
  before: number;
  changesAt: number;
  after: number;
}

/**
 * The difference between the wall time of a zone and UTC, at any instant: `wall = epochMs + offset`, in milliseconds.
 * Asking the calendar of the system is slow, so that each UTC day is asked once and kept. Clocks that change
 * twice within one UTC day would be missed; weeks lie between any two changes.
 *
 * @throws RangeError when there is no such zone
 */
function zoneOffsets(timeZone: string): (epochMs: number) => number {
  const days = new Map<number, OffsetDay>();
  const ask = (epochMs: number) =>
    Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone).offsetNanoseconds / 1e6;
  const readDay = (day: number): OffsetDay => {
    const [from, until] = [day * DAY_MS, (day + 1) * DAY_MS];
    const before = days.get(day - 1)?.after ?? ask(from);
    const after = days.get(day + 1)?.before ?? ask(until);
    return { before, after, changesAt: before === after ? until : firstAfter(ask, before, from, until) };
  };
  ask(0);
  return epochMs => {
    const day = Math.floor(epochMs / DAY_MS);
    let known = days.get(day);
    if (known === undefined) {
      known = readDay(day);
      days.set(day, known);
    }
    return epochMs < known.changesAt ? known.before : known.after;
  };
}

/** The first instant within [from, until) at which the offset is no longer `before`. */
function firstAfter(ask: (epochMs: number) => number, before: number, from: number, until: number): number {
  let [low, high] = [from, until];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (ask(middle) === before) low = middle + 1;
    else high = middle;
  }
  return high;
}
