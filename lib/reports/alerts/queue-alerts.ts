import { at } from '@/lib/at';
import { entryOf } from '@/lib/entry-of';
import { formatCountOf, formatDuration, formatWeekday } from '@/lib/format';
import { rangeOf } from '@/lib/insights/compare/range-of';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import type { DayOfBuilds } from '@/lib/stats/daily-medians';
import { compareToday } from '@/lib/stats/duration-changes';
import { addDays, calendarDay, dayNumber, weekdayOf } from '@/lib/time/days';
import type { DayRange } from '@/lib/time/ranges';
import { SECOND_MS } from '@/lib/time/units';
import { isTimed, openReader, queueOf, type ReaderContext } from '@/lib/weeks/reader';
import type { FoundAlert } from './alert';

/** The fast lane of design/measures.md, section 5. */
const BAND_DAYS = 28;
/** A queue that is shorter holds up nobody, however unusual it is. */
const SHORTEST_MS = 30 * SECOND_MS;
/** As much longer than usual, as for a change of a wait. */
const LEAST_EXCESS_MS = 15 * SECOND_MS;

/**
 * Working days from one on whose queue, the median of all successful builds, lies above the band of the 28 days before: the
 * prediction interval that 499 of 500 days lie in. Today counts from five builds on.
 *
 * @param today the last day
 */
export async function findQueueAlerts(
  context: ReaderContext,
  { since, today }: { since: string; today: string },
): Promise<FoundAlert[]> {
  const days = await readQueues(context, { from: addDays(since, -BAND_DAYS), until: addDays(today, 1) });
  return days
    .filter(({ day }) => day >= since)
    .flatMap(last => {
      const from = addDays(last.day, -BAND_DAYS);
      const seen = compareToday(
        days.filter(({ day }) => day >= from && day < last.day),
        last,
      );
      if (seen === null || seen.direction !== 'slower') return [];
      const { todayP50Ms, bandMs } = seen;
      if (todayP50Ms < SHORTEST_MS || todayP50Ms - bandMs.high < LEAST_EXCESS_MS) return [];
      return [
        {
          ...{ subject: 'queue', since: last.day, kinds: ['queue' as const], teams: [], changes: null },
          describe: async () => ({
            short: `long queue on ${formatWeekday(last.day)}`,
            text: `The queue was out of its band on ${formatWeekday(last.day)}: half of the successful builds waited longer than ${formatDuration(todayP50Ms)} for a runner, usual are ${formatDuration(bandMs.low)} to ${formatDuration(bandMs.high)}`,
            detail: `Of ${formatCountOf(last.durationsMs.length, 'successful build')} of all teams${last.day === today ? ' by then' : ''}. Usual is what 499 of 500 days lie in, by the 28 days before. To look at first: whether all runners are up, and what was built in the busiest hours.`,
            tone: null,
            href: `/heatmap?${new URLSearchParams({ range: rangeOf({ from: last.day, until: addDays(last.day, 1) }) })}`,
          }),
        },
      ];
    });
}

/** How long builds of working days were in the queue, in order of time. */
async function readQueues(context: ReaderContext, range: DayRange): Promise<DayOfBuilds[]> {
  const reader = await openReader(context, metricFilterSchema.parse({ range: rangeOf(range) }));
  const workdays = new Set(reader.settings.hours.workdays);
  const days = new Map<number, number[]>();
  await reader.forEachBuilds('now', 'none', ({ slice: { builds, monday }, selected }) => {
    for (let i = 0; i < selected.n; i += 1) {
      if (!isTimed(builds, selected, i)) continue;
      const day = monday + at(builds.day, at(selected.index, i, 'index'), 'day');
      if (workdays.has(weekdayOf(day)))
        entryOf(days, day, () => []).push(queueOf(builds, selected, i) * SECOND_MS);
    }
  });
  return [...days]
    .filter(([day]) => day >= dayNumber(range.from))
    .sort(([a], [b]) => a - b)
    .map(([day, durationsMs]) => ({ day: calendarDay(day), durationsMs }));
}
