import { z } from 'zod';
import { CAUSES } from '@/lib/waiting/waiting-day';
import { LostSums, lostShape } from './engine/lost-sums';
import { defineMetric } from './metric';

const row = z.object({ bucket: z.string(), cause: z.enum(CAUSES), ...lostShape });

export const lost = defineMetric({
  name: 'lost',
  title: 'Developer-hours lost',
  unit: 'ms',
  definition:
    'Working time that people lost to waiting, by cause. No minute of a person counts twice, whatever runs in ' +
    'parallel. Measured wait holds no assumption; the estimate weighs how long attention stays with a build, adds ' +
    'what it costs to find back into other work, and stands beside its low and high reading. By the local day of ' +
    'the person.',
  empty: 'zero',
  row,
  async answer(reader) {
    const causes = CAUSES.length;
    const sums = new LostSums(reader.buckets.length * causes);
    if (reader.scope.bucketSize === 'day') {
      sums.add(await reader.lost('now', true), ({ entries, monday }) => {
        const { cause } = entries;
        const day = 'day' in entries ? entries.day : null;
        const first = reader.bucketOf(monday);
        return i => (first + (day?.[i] ?? 0)) * causes + (cause[i] ?? 0);
      });
    } else {
      sums.addBy(
        await reader.lost('now'),
        'cause',
        (cause, { monday }) => reader.bucketOf(monday) * causes + cause,
      );
    }
    return reader.buckets.flatMap((bucket, index) =>
      CAUSES.map((cause, code) => ({ bucket, cause, ...sums.at(index * causes + code) })).filter(
        ({ measuredMs, lostMs, highMs }) => measuredMs + lostMs + highMs > 0,
      ),
    );
  },
});
