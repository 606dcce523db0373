import { Temporal } from 'temporal-polyfill';

const DAY_MS = 24 * 60 * 60 * 1000;

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
export function zoneOffsets(timeZone: string): (epochMs: number) => number {
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
