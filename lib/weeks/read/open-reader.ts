import type { Settings } from '@/lib/settings/settings';
import { bucketOf, type DayRange, previousRange, resolveRange } from '@/lib/time/ranges';
import { localDay } from '@/lib/time/zones';
import type { FigureSource } from './limited-source';
import type { ReaderFilter, ReaderScope } from './reader-scope';
import type { SeriesBook } from './series-book';
import { WeekReader } from './week-reader';

/** The outside world as questions see it. */
export interface ReaderContext {
  source: FigureSource;
  now: Date;
  /** Of the machine; the settings may name another one for the organisation. */
  timeZone: string;
}

/**
 * A reader for one question, with everything worked out that depends on clock and settings.
 *
 * @param against what the range is compared with; left out: the one before it
 * @throws UnknownRangeError
 */
export async function openReader(
  context: ReaderContext,
  filter: ReaderFilter,
  against?: DayRange,
): Promise<WeekReader> {
  const { book, settings } = await context.source.open();
  return readerOf(context, { book, settings }, filter, against);
}

/** The same as other rules would have it, while somebody edits them. @throws UnknownRangeError */
export async function openReaderUnder(
  context: ReaderContext,
  rules: Settings['rules'],
  filter: ReaderFilter,
): Promise<WeekReader> {
  const book = await context.source.bookUnder(rules);
  const { settings } = await context.source.open();
  return readerOf(context, { book, settings }, filter);
}

function readerOf(
  context: ReaderContext,
  { book, settings }: { book: SeriesBook; settings: Settings },
  filter: ReaderFilter,
  against?: DayRange,
): WeekReader {
  const timeZone = settings.hours.timeZone ?? context.timeZone;
  const days = resolveRange(filter.range, context.now, timeZone);
  const bucketSize = filter.bucket === 'auto' ? bucketOf(days) : filter.bucket;
  const previousDays = against ?? previousRange(days, filter.range);
  const today = localDay(context.now, timeZone);
  const scope: ReaderScope = { ...filter, days, previousDays, today, bucketSize, timeZone };
  return new WeekReader(context.source.pool, context.source.store, book, settings, scope);
}
