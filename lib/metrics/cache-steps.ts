import { z } from 'zod';
import {
  CacheSum,
  cacheKind,
  cacheKindOf,
  cacheShape,
  cacheToolOf,
  forEachCache,
} from './engine/cache-entries';
import { entryOf } from './engine/entry-of';
import type { Period } from './engine/metric-reader';
import type { BookSeries } from './engine/series-book';
import { defineMetric } from './metric';

const row = z.object({
  service: z.string(),
  repository: z.string(),
  pipeline: z.string(),
  step: z.string(),
  kind: cacheKind,
  tool: z.string(),
  ...cacheShape,
  hitBeforeRatio: z.number().nullable(),
});

const ROWS_SHOWN = 200;

export const cacheSteps = defineMetric({
  name: 'cache-steps',
  title: 'Caches of the steps',
  unit: 'ratio',
  definition:
    'The cache hit rate of each step and tool over the whole range, beside the seconds that were spent in misses, so ' +
    'that one expensive miss is not hidden by ten cheap hits; ordered by those seconds. ' +
    `At most ${ROWS_SHOWN} rows.`,
  empty: 'gap',
  row,
  async answer(reader) {
    const rows = new Map<
      string,
      { series: BookSeries; kind: z.infer<typeof cacheKind>; tool: string } & Sums
    >();
    for (const period of ['now', 'before'] as const) {
      await forEachCache(reader, period, (series, caches, i) => {
        const [kind, tool] = [cacheKindOf(caches, i), cacheToolOf(caches, i)];
        const key = `${series.id} ${kind} ${tool}`;
        entryOf(rows, key, () => ({ series, kind, tool, now: new CacheSum(), before: new CacheSum() }))[
          period
        ].add(caches, i);
      });
    }
    return [...rows.values()]
      .map(({ series: { service, repository, pipeline, step }, kind, tool, now, before }) => ({
        ...{ service, repository, pipeline, step, kind, tool },
        ...now.row,
        hitBeforeRatio: before.row.hitRatio,
      }))
      .filter(({ logs, silentLogs }) => logs + silentLogs > 0)
      .sort((a, b) => (b.missMs ?? 0) - (a.missMs ?? 0) || b.misses - a.misses || b.logs - a.logs)
      .slice(0, ROWS_SHOWN);
  },
});

type Sums = Record<Period, CacheSum>;
