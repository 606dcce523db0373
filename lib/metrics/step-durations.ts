import { z } from 'zod';
import { entryOf } from '@/lib/entry-of';
import { type BookSeries, forEachTimedStep } from '@/lib/weeks/reader';
import { BucketTallies } from './engine/bucket-tallies';
import { compareSteps } from './engine/name-order';
import { percentileShape, percentilesOf } from './engine/tally';
import { defineMetric } from './metric';

const row = z.object({
  repository: z.string(),
  pipeline: z.string(),
  step: z.string(),
  bucket: z.string(),
  ...percentileShape,
});

/** A chart shows some steps, not all of an organisation. */
const STEPS_SHOWN = 60;

export const stepDurations = defineMetric({
  name: 'step-durations',
  title: 'Time by step',
  unit: 'ms',
  definition:
    'How long each step ran, pull of its image included: percentiles (nearest rank) of successful steps in ' +
    'successful builds, on the day on which the build finished. Services and detached steps are left out, ' +
    `since they last as long as their pipeline. The ${STEPS_SHOWN} steps that took the most time together.`,
  empty: 'gap',
  row,
  async answer(reader) {
    const found = new Map<BookSeries, { totalS: number; tallies: BucketTallies }>();
    await forEachTimedStep(reader, 'now', series => {
      const own = entryOf(found, series, () => ({ totalS: 0, tallies: new BucketTallies(reader) }));
      return (seconds, day) => {
        own.totalS += seconds;
        own.tallies.add(day, seconds);
      };
    });
    return [...found]
      .sort(([one, a], [other, b]) => b.totalS - a.totalS || compareSteps(one, other))
      .slice(0, STEPS_SHOWN)
      .flatMap(([{ repository, pipeline, step }, { tallies }]) =>
        [...tallies.named()].map(([bucket, tally]) => ({
          repository,
          pipeline,
          step,
          bucket,
          ...percentilesOf(tally),
        })),
      );
  },
});
