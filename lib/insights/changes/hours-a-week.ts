import { countWorkdays } from '@/lib/settings/working-days';
import { addDays, dayNumber, weekNumber } from '@/lib/time/days';
import type { DayRange } from '@/lib/time/ranges';
import { localDay } from '@/lib/time/zones';
import { openReader, type ReaderContext } from '@/lib/weeks/reader';
import { forEachPersonDay } from '@/lib/weeks/upkeep';
import { rangeOf } from '../compare/range-of';
import type { Cut } from '../fix-first/candidate';
import { replayCuts } from '../fix-first/savings';
import type { Subject } from './read-days';

/** So many are looked at, where they are there. */
const WEEKS = 4;

/**
 * What a change costs people more each week, below 0: less. As with what to fix first, the days of people are replayed with
 * builds that end so much sooner: those since a loss as before it, those before a gain as since. Told at the rate of their
 * working days; the running day is looked at only where there is no other. A service that shares its repository costs what
 * its steps hold builds up by.
 *
 * @param size before and after of the step, or of the wait; milliseconds
 * @returns null where none of the days is a working day
 */
export async function hoursAWeekOf(
  context: ReaderContext,
  repository: { id: number; slug: string },
  subject: Subject,
  day: string,
  { before, after }: { before: number; after: number },
): Promise<number | null> {
  const { book, settings } = await context.source.open();
  const { workdays } = settings.hours;
  const timeZone = settings.hours.timeZone ?? context.timeZone;
  const today = localDay(context.now, timeZone);
  const isWorse = after > before;
  const [end = today] = [addDays(day, 7 * WEEKS), today].sort();
  const days = isWorse
    ? { from: day, until: end > day ? end : addDays(day, 1) }
    : { from: addDays(day, -7 * WEEKS), until: day };
  const weeks = countWorkdays(days, workdays) / workdays.length;
  if (!(weeks > 0)) return null;
  const reader = await openReader(context, {
    range: rangeOf(days),
    bucket: 'auto',
    ...{ team: null, service: null, repository: repository.slug, pipeline: null, step: null },
    branch: 'all',
    event: 'all',
  });
  const sign = isWorse ? 1 : -1;
  const ms = Math.abs(after - before);
  const cut: Cut =
    subject.kind === 'wait'
      ? { kind: 'builds', ms, sharedBy: book.splitRepos.has(repository.id) ? subject.service : null }
      : { kind: 'steps', msBySeries: new Map([[subject.seriesId, ms]]) };
  const { pool, store } = context.source;
  const [saving] = await replayCuts(reader, [{ repoId: repository.id, cut }], weeks, async visit => {
    for (const week of weeksOf(days))
      await forEachPersonDay({ pool, store, settings, timeZone }, week, visit);
  });
  return sign * (saving?.hoursAWeek ?? 0);
}

function weeksOf({ from, until }: DayRange): number[] {
  const first = weekNumber(dayNumber(from));
  return Array.from({ length: weekNumber(dayNumber(until) - 1) - first + 1 }, (_, i) => first + i);
}
