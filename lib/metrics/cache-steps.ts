import { z } from 'zod';
import { entryOf } from '@/lib/entry-of';
import type { Period } from '@/lib/weeks/reader';
import { type CacheSource, CacheSum, cacheKind, cacheShape, forEachCache } from './engine/cache-entries';
import { compareNames, compareSteps } from './engine/name-order';
import { defineMetric } from './metric';

const row = z.object({
  /** Null: the services of its repository share it. */
  service: z.string().nullable(),
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
    const rows = new Map<string, CacheSource & Sums>();
    for (const period of ['now', 'before'] as const) {
      await forEachCache(reader, period, source => {
        const key = `${source.series.id} ${source.kind} ${source.tool}`;
        const sums = entryOf(rows, key, () => ({ ...source, now: new CacheSum(), before: new CacheSum() }));
        return told => sums[period].add(told);
      });
    }
    return [...rows.values()]
      .map(({ series: { service, repository, pipeline, step }, kind, tool, now, before }) => ({
        ...{ service, repository, pipeline, step, kind, tool },
        ...now.row,
        hitBeforeRatio: before.row.hitRatio,
      }))
      .filter(({ logs, silentLogs }) => logs + silentLogs > 0)
      .sort(
        (a, b) =>
          (b.missMs ?? 0) - (a.missMs ?? 0) ||
          b.misses - a.misses ||
          b.logs - a.logs ||
          compareSteps(a, b) ||
          compareNames(a.kind, b.kind) ||
          compareNames(a.tool, b.tool),
      )
      .slice(0, ROWS_SHOWN);
  },
});

type Sums = Record<Period, CacheSum>;
