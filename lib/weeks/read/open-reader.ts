import type { Settings } from '@/lib/settings/settings';
import { bucketOf, type DayRange, previousRange, resolveRange } from '@/lib/time/ranges';
import { localDay } from '@/lib/time/zones';
import type { FigureSource } from './limited-source';
import type { ReaderFilter, ReaderScope } from './reader-scope';
import { WeekReader } from './week-reader';
import type { Opened } from './week-source';

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
  return readerOf(context, await context.source.open(), filter, against);
}

/** The same as other rules would have it, while somebody edits them. @throws UnknownRangeError */
export async function openReaderUnder(
  context: ReaderContext,
  rules: Settings['rules'],
  filter: ReaderFilter,
): Promise<WeekReader> {
  const book = await context.source.bookUnder(rules);
  return readerOf(context, { ...(await context.source.open()), book }, filter);
}

function readerOf(
  context: ReaderContext,
  opened: Opened,
  filter: ReaderFilter,
  against?: DayRange,
): WeekReader {
  const { settings } = opened;
  const timeZone = settings.hours.timeZone ?? context.timeZone;
  const days = resolveRange(filter.range, context.now, timeZone);
  const bucketSize = filter.bucket === 'auto' ? bucketOf(days) : filter.bucket;
  const previousDays = against ?? previousRange(days, filter.range);
  const today = localDay(context.now, timeZone);
  const scope: ReaderScope = { ...filter, days, previousDays, today, bucketSize, timeZone };
  return new WeekReader(context.source.pool, context.source.store, opened, scope);
}
