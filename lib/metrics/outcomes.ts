import { z } from 'zod';
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
    for (const { slice, picked } of await reader.builds('now')) {
      for (let i = 0; i < picked.n; i += 1) {
        const day = slice.builds.day[picked.index[i] ?? 0] ?? 0;
        const count = counts[reader.bucketOf(slice.monday + day)];
        if (count === undefined) continue;
        count.builds += 1;
        count.outcomes.add(picked.status[i] ?? 0);
      }
    }
    return reader.buckets.flatMap((bucket, index) => {
      const count = counts[index];
      return count === undefined || count.builds === 0
        ? []
        : [{ bucket, builds: count.builds, ...count.outcomes.row }];
    });
  },
});
