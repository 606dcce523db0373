import { z } from 'zod';
import { at } from '@/lib/at';
import { forEachOther } from '@/lib/weeks/reader';
import { OutcomesCount, outcomesShape } from './engine/build-figures';
import { defineMetric } from './metric';

const row = z.object({ bucket: z.string(), builds: z.int(), ...outcomesShape });

export const outcomes = defineMetric({
  name: 'outcomes',
  title: 'How builds ended',
  unit: 'count',
  definition:
    'Builds by the day on which they finished. Failed: failures and errors among builds that succeeded, failed or ' +
    'broke; killed and skipped builds count in neither. Declined builds never end, and are not counted. A service that shares its repository with others ' +
    'is in the builds that contain its steps, and fails with the worst of them.',
  empty: 'zero',
  row,
  async answer(reader) {
    const counts = reader.buckets.map(() => new OutcomesCount());
    await reader.forEachBuilds('now', 'none', grouped => {
      const { monday, builds } = grouped.slice;
      const countOne = (build: number, status: number) => {
        const count = counts[reader.bucketOf(monday + at(builds.day, build, 'day'))];
        count?.add(status);
      };
      const weeks = reader.isByDay ? null : grouped.digest;
      if (weeks !== null) {
        for (let week = weeks.from; week < weeks.until; week += 1) {
          const count = counts[reader.bucketOf(monday + 7 * week)];
          count?.addWeeks(weeks.digest.outcomes, week, week + 1);
        }
        forEachOther(weeks, build => countOne(build, at(builds.status, build, 'status')));
        return;
      }
      const { selected } = grouped;
      for (let i = 0; i < selected.n; i += 1)
        countOne(at(selected.index, i, 'index'), at(selected.status, i, 'status'));
    });
    return reader.buckets.flatMap((bucket, index) => {
      const count = counts[index];
      return count === undefined || count.total === 0 ? [] : [{ bucket, builds: count.total, ...count.row }];
    });
  },
});
