import { z } from 'zod';
import { at } from '@/lib/at';
import { CAUSES } from '@/lib/waiting/waiting-day';
import type { LostSlice } from '@/lib/weeks/reader';
import { LostSums, lostCause, lostShape, withBand } from './engine/lost-sums';
import { defineMetric } from './metric';

const row = z.object({ bucket: z.string(), cause: lostCause, ...lostShape });

export const lost = defineMetric({
  name: 'lost',
  title: 'Developer-hours lost',
  unit: 'ms',
  definition:
    'Working time that people lost to waiting, by cause. No minute of a person counts twice, whatever runs in ' +
    'parallel. Measured wait holds no assumption; the estimate weighs how long attention stays with a build, adds ' +
    'what context switching costs, and stands within the band of its low and high reading. By the local day of ' +
    'the person.',
  empty: 'zero',
  row,
  async answer(reader) {
    const causes = CAUSES.length;
    const sums = new LostSums(reader.buckets.length * causes);
    const groupOf = (day: number, cause: number) => reader.bucketOf(day) * causes + cause;
    const addEntries = (slice: LostSlice) => {
      const { cause } = slice.entries;
      const dayOf = slice.isSummed ? daysOfWeeks(slice.entries.week) : daysOf(slice.entries.day);
      sums.add(slice, i => groupOf(slice.monday + dayOf(i), at(cause, i, 'cause')));
    };
    if (reader.isByDay) {
      await reader.forEachLost('now', addEntries, true);
    } else {
      await reader.forEachLostSum('now', 'weekCause', {
        weeks: ({ monday, values }) =>
          sums.addSums(values, key => groupOf(monday + 7 * Math.floor(key / causes), key % causes)),
        entries: addEntries,
      });
    }
    return reader.buckets.flatMap((bucket, index) =>
      CAUSES.map((cause, code) => ({ bucket, cause, ...withBand(sums.at(index * causes + code)) })).filter(
        ({ measuredMs, lostMs, highMs }) => measuredMs + lostMs + highMs > 0,
      ),
    );
  },
});

function daysOf(day: ArrayLike<number>): (i: number) => number {
  return i => at(day, i, 'day');
}

function daysOfWeeks(week: ArrayLike<number>): (i: number) => number {
  return i => 7 * at(week, i, 'week');
}
