import { addDays, calendarDay, dayNumber, isDay, mondayOf, weekNumber } from './days';
import { localDay } from './zones';

/** Ranges by name. All but the last week and the last month go on to today. */
export const RANGE_PRESETS = [
  '4w',
  '26w',
  '7d',
  '28d',
  '90d',
  '1y',
  'this-week',
  'last-week',
  'this-month',
  'last-month',
  'this-quarter',
] as const;

/** Ranges that begin with a month, and how many months they hold once they are over. */
const MONTHS: Readonly<Record<string, number>> = { 'this-month': 1, 'last-month': 1, 'this-quarter': 3 };
/** Ranges that begin on a Monday, and how many weeks they hold once they are over. */
const WEEKS: Readonly<Record<string, number>> = { '4w': 4, '26w': 26, 'this-week': 1, 'last-week': 1 };
const CUSTOM = /^(?:(\d{4}-\d{2}-\d{2})\.\.)?(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})$/;
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

/** Days as a range names them. */
export interface NamedDays {
  from: string;
  last: string;
  /** First of the days that it is compared with, which end where it begins; null: as many as it has. */
  before: string | null;
}

/**
 * The days of a range such as `2026-03-02..2026-03-29`, or `2026-02-02..2026-03-02..2026-03-29`, which is compared with
 * those from 2 February on; null: it is written in another way.
 */
export function daysOfRange(range: string): NamedDays | null {
  const [, before = null, from, last] = CUSTOM.exec(range) ?? [];
  return from === undefined || last === undefined ? null : { from, last, before };
}

/**
 * A range by its days, whatever the day: with the same days before it that it is compared with today.
 *
 * @param range by what name the days were asked for
 */
export function pinnedRange(days: DayRange, range: string): string {
  const named = `${days.from}..${addDays(days.until, -1)}`;
  const before = previousRange(days, range).from;
  return previousRange(days, named).from === before ? named : `${before}..${named}`;
}

/** Why a range in an address means nothing, as the end of a sentence; null: it is one. */
export function rangeProblem(range: string): string | null {
  if (RANGE_PRESETS.some(preset => preset === range)) return null;
  const days = daysOfRange(range);
  if (days === null) return 'is no range';
  const first = days.before ?? days.from;
  const unknown = [first, days.from, days.last].find(day => !isDay(day));
  if (unknown !== undefined) return `has no such day as ${unknown}`;
  if (yearOf(first) < MIN_YEAR || yearOf(days.last) > MAX_YEAR) {
    return `is not within the years ${MIN_YEAR} to ${MAX_YEAR}`;
  }
  const length = dayNumber(days.last) - dayNumber(days.from) + 1;
  if (length < 1) return 'ends before it begins';
  if (days.before !== null && days.before >= days.from) return 'is compared with no day before it';
  if (dayNumber(days.from) - dayNumber(first) > MAX_DAYS) return 'is compared with more than five years';
  return length > MAX_DAYS ? 'is longer than five years' : null;
}

function yearOf(day: string): number {
  return Number(day.slice(0, 4));
}

/**
 * The days that a range means today. `4w` and `26w` are weeks from Monday, the last of them the running one; weeks,
 * months and the quarter are those of the calendar; `7d`, `28d`, `90d` and `1y` end today; `2026-03-02..2026-03-29`
 * includes both days. No range by name holds days to come.
 *
 * @throws UnknownRangeError
 */
export function resolveRange(range: string, now: Date, timeZone: string): DayRange {
  const problem = rangeProblem(range);
  if (problem !== null) throw new UnknownRangeError(range, problem);
  const custom = daysOfRange(range);
  if (custom !== null) return { from: custom.from, until: addDays(custom.last, 1) };
  const today = localDay(now, timeZone);
  const until = addDays(today, 1);
  const monday = calendarDay(mondayOf(weekNumber(dayNumber(today))));
  const month = firstOfMonth(today);
  if (range === 'last-week') return { from: addDays(monday, -7), until: monday };
  if (range === 'last-month') return { from: addMonths(month, -1), until: month };
  if (range === 'this-month') return { from: month, until };
  if (range === 'this-quarter') return { from: addMonths(month, -((monthOf(today) - 1) % 3)), until };
  if (range === '1y') return { from: yearBefore(until), until };
  const weeks = WEEKS[range];
  if (weeks !== undefined) return { from: addDays(monday, -7 * (weeks - 1)), until };
  return { from: addDays(until, -Number(range.slice(0, -1))), until };
}

function monthOf(day: string): number {
  return Number(day.slice(5, 7));
}

function firstOfMonth(day: string): string {
  return `${day.slice(0, 7)}-01`;
}

/** The first day of the month so many months after that of a first day; negative: before it. */
function addMonths(firstDay: string, count: number): string {
  const months = 12 * yearOf(firstDay) + monthOf(firstDay) - 1 + count;
  const year = String(Math.floor(months / 12)).padStart(4, '0');
  return `${year}-${String((months % 12) + 1).padStart(2, '0')}-01`;
}

/** The same day of the year before; of a 29th of February the 28th. */
function yearBefore(day: string): string {
  const before = `${String(Number(day.slice(0, 4)) - 1).padStart(4, '0')}${day.slice(4)}`;
  return isDay(before) ? before : addDays(day, -366);
}

/**
 * What a range is compared with: as many days just before it, or those that it names; of weeks, months and quarters the
 * whole ones before, so that the two may differ in working days.
 *
 * @param range by what name the days were asked for
 */
export function previousRange({ from, until }: DayRange, range: string): DayRange {
  const before = daysOfRange(range)?.before ?? null;
  if (before !== null) return { from: before, until: from };
  const [months, weeks] = [MONTHS[range], WEEKS[range]];
  if (months !== undefined) return { from: addMonths(from, -months), until: from };
  const days = weeks === undefined ? dayNumber(until) - dayNumber(from) : 7 * weeks;
  return { from: addDays(from, -days), until: from };
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
