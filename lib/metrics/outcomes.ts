import { z } from 'zod';
import { at } from '@/lib/at';
import type { PickedBuilds, WeekSlice } from '@/lib/weeks/reader';
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
    const addBuilds = ({ builds, monday }: WeekSlice, { n, index, status }: PickedBuilds) => {
      for (let i = 0; i < n; i += 1) {
        const day = monday + at(builds.day, at(index, i, 'index'), 'day');
        counts[reader.bucketOf(day)]?.add(at(status, i, 'status'));
      }
    };
    if (reader.isByDay) {
      await reader.forEachBuilds('now', 'none', ({ slice, selected }) => addBuilds(slice, selected));
    } else {
      await reader.forEachSummed('now', 'none', {
        addWeeks({ runs }) {
          for (const { digest, monday, from, until } of runs) {
            for (let week = from; week < until; week += 1)
              counts[reader.bucketOf(monday + 7 * week)]?.addWeeks(digest.outcomes, week, week + 1);
          }
        },
        addBuilds,
      });
    }
    return reader.buckets.flatMap((bucket, index) => {
      const count = counts[index];
      return count === undefined || count.total === 0 ? [] : [{ bucket, builds: count.total, ...count.row }];
    });
  },
});
