import { z } from 'zod';
import { digestOf, isInWeeks, startOf } from '@/lib/weeks/reader';
import { OutcomesCount, outcomesShape } from './engine/outcomes-count';
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
    const counts = reader.buckets.map(() => ({ builds: 0, outcomes: new OutcomesCount() }));
    await reader.forEachBuilds('now', 'none', grouped => {
      const { slice, picked } = grouped;
      const weeks = reader.isByDay ? null : digestOf(grouped);
      for (let week = weeks?.from ?? 0; week < (weeks?.until ?? 0); week += 1) {
        const count = counts[reader.bucketOf(slice.monday + 7 * week)];
        if (weeks === null || count === undefined) continue;
        const { buildEnds, outcomes } = weeks.digest;
        count.builds += startOf(buildEnds, week + 1) - startOf(buildEnds, week);
        count.outcomes.addWeeks(outcomes, week, week + 1);
      }
      if (weeks?.hasRest === false) return;
      const { day } = slice.builds;
      for (let i = 0; i < picked.n; i += 1) {
        const at = day[picked.index[i] ?? 0] ?? 0;
        if (weeks !== null && isInWeeks(weeks, at)) continue;
        const count = counts[reader.bucketOf(slice.monday + at)];
        if (count === undefined) continue;
        count.builds += 1;
        count.outcomes.add(picked.status[i] ?? 0);
      }
    });
    return reader.buckets.flatMap((bucket, index) => {
      const count = counts[index];
      return count === undefined || count.builds === 0
        ? []
        : [{ bucket, builds: count.builds, ...count.outcomes.row }];
    });
  },
});
