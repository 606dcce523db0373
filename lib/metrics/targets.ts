import { z } from 'zod';
import type { WeekReader } from '@/lib/weeks/reader';
import { BucketTallies } from './engine/bucket-tallies';
import { BuildFigures } from './engine/build-figures';
import type { Tally } from './engine/tally';
import { defineMetric } from './metric';

const row = z.object({
  service: z.string(),
  /** Null: the whole range; there is such a row for every service with a target, whether it built or not. */
  bucket: z.string().nullable(),
  targetMs: z.number(),
  n: z.int(),
  /** Builds that were not waited for longer than the target; null without builds. */
  withinRatio: z.number().nullable(),
  p90Ms: z.number().nullable(),
});

export type TargetsRow = z.infer<typeof row>;

export const targets = defineMetric({
  name: 'targets',
  title: 'How often the target is met',
  unit: 'ratio',
  definition:
    'Of services with a target for the p90 of their wait: the share of successful builds that did not take longer, ' +
    'and whether the p90 met it. Targets are set on the page of the service.',
  empty: 'gap',
  row,
  async answer(reader) {
    const waits = new Map(
      namesWithTarget(reader).map(name => [
        name,
        { whole: new BuildFigures(reader.book), buckets: new BucketTallies(reader) },
      ]),
    );
    await reader.forEachSummed('now', 'service', {
      addWeeks(weeks, { key }) {
        const own = waits.get(key);
        own?.whole.addWeeks(weeks);
        own?.buckets.addWeeks(weeks);
      },
      addBuilds(slice, picked, { key }) {
        const own = waits.get(key);
        own?.whole.addBuilds(slice, picked);
        own?.buckets.addBuilds(slice, picked);
      },
    });
    return [...waits].flatMap(([service, { whole, buckets }]) => {
      const targetMs = (reader.settings.targets[service]?.p90Seconds ?? 0) * 1000;
      const rowOf = (bucket: string | null, tally: Tally): TargetsRow => ({
        ...{ service, bucket, targetMs, n: tally.n },
        withinRatio: tally.n === 0 ? null : countWithin(tally, targetMs) / tally.n,
        p90Ms: tally.quantileMs(0.9),
      });
      return [
        rowOf(null, whole.waits),
        ...[...buckets.named()].map(([bucket, tally]) => rowOf(bucket, tally)),
      ];
    });
  },
});

/** Services in scope that have a target, in alphabetical order. */
function namesWithTarget({ book, settings, series }: WeekReader): string[] {
  const inScope = new Set<string>();
  for (const entry of book.series.values()) {
    const { service } = entry;
    if (service !== null && Object.hasOwn(settings.targets, service) && series.holds(entry))
      inScope.add(service);
  }
  return [...inScope].sort();
}

function countWithin(tally: Tally, targetMs: number): number {
  let count = 0;
  for (const [seconds, n] of tally.entries()) if (seconds * 1000 <= targetMs) count += n;
  return count;
}
