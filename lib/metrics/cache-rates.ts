import { z } from 'zod';
import { entryOf } from '@/lib/entry-of';
import type { CacheTold } from '@/lib/weeks/reader';
import { type CacheSource, CacheSum, cacheKind, cacheShape, forEachCache } from './engine/cache-entries';
import { defineMetric } from './metric';

const row = z.object({ kind: cacheKind, tool: z.string(), bucket: z.string(), ...cacheShape });

export const cacheRates = defineMetric({
  name: 'cache-rates',
  title: 'Cache hit rate',
  unit: 'ratio',
  definition:
    'Hits / (hits + misses) for one kind of cache, as the logs of the steps tell it; kinds are never mixed in ' +
    'one rate. Failed and unfinished layers are neither. A tool that does not tell has no rate, and a step ' +
    'whose log could not be read is not 0 %.',
  empty: 'gap',
  row,
  async answer(reader) {
    const sums = new Map<string, { kind: z.infer<typeof cacheKind>; tool: string; buckets: CacheSum[] }>();
    const open = ({ kind, tool }: CacheSource) => {
      const { buckets } = entryOf(sums, `${kind} ${tool}`, () => ({ kind, tool, buckets: [] }));
      return (told: CacheTold, day: number) => {
        const bucket = reader.bucketOf(day);
        const sum = buckets[bucket] ?? new CacheSum();
        buckets[bucket] = sum;
        sum.add(told);
      };
    };
    await forEachCache(reader, 'now', open, reader.isByDay);
    return [...sums]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, { kind, tool, buckets }]) =>
        reader.buckets.flatMap((bucket, index) => {
          const sum = buckets[index];
          return sum === undefined ? [] : [{ kind, tool, bucket, ...sum.row }];
        }),
      );
  },
});
