import { Temporal } from 'temporal-polyfill';
import { daysOfRange, RANGE_PRESETS, rangeProblem } from './range';

export type Bucket = 'day' | 'week';

/** Local calendar days of the organisation, `2026-03-02`; `until` is the first day after the range. */
export interface DayRange {
  from: string;
  until: string;
}

const DAILY_UP_TO_DAYS = 31;

/** The address holds a range that means nothing; the message says what would. */
export class UnknownRangeError extends Error {
  constructor(range: string, problem: string) {
    super(
      `range "${range}" ${problem}; use ${RANGE_PRESETS.join(', ')} or two days such as 2026-03-02..2026-03-29`,
    );
    this.name = 'UnknownRangeError';
  }
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
  const today = plainDay(now, timeZone);
  const monday = today.subtract({ days: today.dayOfWeek - 1 });
  const tomorrow = today.add({ days: 1 });
  const ending = (until: Temporal.PlainDate, length: Temporal.DurationLike) => ({
    from: until.subtract(length).toString(),
    until: until.toString(),
  });
  if (range === '4w') return ending(monday, { weeks: 4 });
  if (range === '26w') return ending(monday, { weeks: 26 });
  if (range === '1y') return ending(tomorrow, { years: 1 });
  const days = /^(7|28|90)d$/.exec(range)?.[1];
  if (days !== undefined) return ending(tomorrow, { days: Number(days) });
  return customRange(range);
}

function customRange(range: string): DayRange {
  const days = daysOfRange(range);
  if (days === null) throw new UnknownRangeError(range, 'is no range');
  return { from: days.from, until: Temporal.PlainDate.from(days.last).add({ days: 1 }).toString() };
}

/** The range of the same length just before. */
export function previousRange({ from, until }: DayRange): DayRange {
  const start = Temporal.PlainDate.from(from);
  const days = start.until(Temporal.PlainDate.from(until)).days;
  return { from: start.subtract({ days }).toString(), until: from };
}

/** Days up to a month, weeks beyond: a bucket should hold enough builds for a percentile. */
export function bucketOf({ from, until }: DayRange): Bucket {
  const days = Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(until)).days;
  return days <= DAILY_UP_TO_DAYS ? 'day' : 'week';
}

/** The first days of all buckets of a range, in order; weeks begin on Monday, the first may begin before it. */
export function listBuckets({ from, until }: DayRange, bucket: Bucket): string[] {
  const end = Temporal.PlainDate.from(until);
  let day = Temporal.PlainDate.from(from);
  if (bucket === 'week') day = day.subtract({ days: day.dayOfWeek - 1 });
  const days: string[] = [];
  while (Temporal.PlainDate.compare(day, end) < 0) {
    days.push(day.toString());
    day = day.add(bucket === 'week' ? { weeks: 1 } : { days: 1 });
  }
  return days;
}

/**
 * Whether this is the IANA name of a time zone: UTC, or one with an area such as Europe/Berlin. Names such as CET are
 * abbreviations to Postgres, which then knows no daylight saving and moves days; offsets know none either.
 */
export function isTimeZone(name: string): boolean {
  if (!/^(utc|(?!systemv)[a-z_]+\/.+)$/i.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The calendar day of an instant, `2026-03-02`. */
export function localDay(instant: Date, timeZone: string): string {
  return plainDay(instant, timeZone).toString();
}

function plainDay(now: Date, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
}
