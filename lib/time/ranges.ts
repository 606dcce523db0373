import { addDays, calendarDay, dayNumber, isDay, mondayOf, weekNumber } from './days';
import { localDay } from './zones';

/** Ranges by name: the last whole weeks, or days up to today. */
export const RANGE_PRESETS = ['4w', '7d', '28d', '90d', '26w', '1y'] as const;

const WHOLE_WEEKS: readonly string[] = ['4w', '26w'];
const CUSTOM = /^(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/;
const MAX_DAYS = 5 * 366;
/** Days are written with four digits of the year, and those before and after a range are reckoned with. */
const [MIN_YEAR, MAX_YEAR] = [1970, 9998];
const MAX_DAILY_BUCKETS = 31;

export type Bucket = 'day' | 'week';

/** Local calendar days of the organisation, `2026-03-02`; `until` is the first day after the range. */
export interface DayRange {
  from: string;
  until: string;
}

/** The address holds a range that means nothing; the message says what would. */
export class UnknownRangeError extends Error {
  constructor(range: string, problem: string) {
    super(
      `range "${range}" ${problem}; use ${RANGE_PRESETS.join(', ')} or two days such as 2026-03-02..2026-03-29`,
    );
    this.name = 'UnknownRangeError';
  }
}

/** Whether a range ends with the last whole week, so that nothing of this week is in it. */
export function isWholeWeeks(range: string): boolean {
  return WHOLE_WEEKS.includes(range);
}

/** First and last day of a range such as `2026-03-02..2026-03-29`; null: it is written in another way. */
export function daysOfRange(range: string): { from: string; last: string } | null {
  const [, from, last] = CUSTOM.exec(range) ?? [];
  return from === undefined || last === undefined ? null : { from, last };
}

/** Why a range in an address means nothing, as the end of a sentence; null: it is one. */
export function rangeProblem(range: string): string | null {
  if (RANGE_PRESETS.some(preset => preset === range)) return null;
  const days = daysOfRange(range);
  if (days === null) return 'is no range';
  const unknown = [days.from, days.last].find(day => !isDay(day));
  if (unknown !== undefined) return `has no such day as ${unknown}`;
  if (yearOf(days.from) < MIN_YEAR || yearOf(days.last) > MAX_YEAR) {
    return `is not within the years ${MIN_YEAR} to ${MAX_YEAR}`;
  }
  const length = dayNumber(days.last) - dayNumber(days.from) + 1;
  if (length < 1) return 'ends before it begins';
  return length > MAX_DAYS ? 'is longer than five years' : null;
}

function yearOf(day: string): number {
  return Number(day.slice(0, 4));
}

/**
 * The days that a range means today. `4w` and `26w` are whole weeks from Monday, without the current one;
 * `7d`, `28d`, `90d` and `1y` end today; `2026-03-02..2026-03-29` includes both days.
 *
 * @throws UnknownRangeError
 */
export function resolveRange(range: string, now: Date, timeZone: string): DayRange {
  const problem = rangeProblem(range);
  if (problem !== null) throw new UnknownRangeError(range, problem);
  const custom = daysOfRange(range);
  if (custom !== null) return { from: custom.from, until: addDays(custom.last, 1) };
  const today = dayNumber(localDay(now, timeZone));
  const ending = (until: number, days: number) => ({
    from: calendarDay(until - days),
    until: calendarDay(until),
  });
  if (range === '1y') return { from: yearBefore(calendarDay(today + 1)), until: calendarDay(today + 1) };
  const [, count, unit] = /^(\d+)([dw])$/.exec(range) ?? [];
  return unit === 'w'
    ? ending(mondayOf(weekNumber(today)), 7 * Number(count))
    : ending(today + 1, Number(count));
}

/** The same day of the year before; of a 29th of February the 28th. */
function yearBefore(day: string): string {
  const before = `${String(Number(day.slice(0, 4)) - 1).padStart(4, '0')}${day.slice(4)}`;
  return isDay(before) ? before : addDays(day, -366);
}

/** The range of the same length just before. */
export function previousRange({ from, until }: DayRange): DayRange {
  return { from: addDays(from, dayNumber(from) - dayNumber(until)), until: from };
}

/** Days up to a month, weeks beyond: a bucket should hold enough builds for a percentile. */
export function bucketOf({ from, until }: DayRange): Bucket {
  return dayNumber(until) - dayNumber(from) <= MAX_DAILY_BUCKETS ? 'day' : 'week';
}

/** The first days of all buckets of a range, in order; weeks begin on Monday, the first may begin before it. */
export function listBuckets({ from, until }: DayRange, bucket: Bucket): string[] {
  const first = bucket === 'week' ? mondayOf(weekNumber(dayNumber(from))) : dayNumber(from);
  const end = dayNumber(until);
  const days: string[] = [];
  for (let day = first; day < end; day += bucket === 'week' ? 7 : 1) days.push(calendarDay(day));
  return days;
}
