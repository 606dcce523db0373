import { z } from 'zod';
import { at } from '@/lib/at';
import { forEachStage, STATUS, UNKNOWN } from '@/lib/weeks/reader';
import { percentileShape, percentilesOf, TallyGrid } from './engine/tally';
import { defineMetric } from './metric';

const PARTS = ['queue', 'dependency', 'run'] as const;

const row = z.object({ bucket: z.string(), part: z.enum(PARTS), ...percentileShape });

export const stageTimes = defineMetric({
  name: 'stage-times',
  title: 'Queue, dependency wait and run',
  unit: 'ms',
  definition:
    'Of each stage: the queue until a runner took it, the wait for the stages that it depends on, and its run. A ' +
    'queue begins when the last of those stages stopped. One that waited for an approval has ' +
    'no queue. Percentiles of stages that ran; of the run, only of successful ones.',
  empty: 'gap',
  row,
  async answer(reader) {
    const { buckets } = reader;
    const tallies = {
      queue: new TallyGrid(buckets.length),
      dependency: new TallyGrid(buckets.length),
      run: new TallyGrid(buckets.length),
    };
    await forEachStage(reader, 'now', ({ parts: { stages }, builds, monday }) => {
      const { day } = builds;
      const { startS, queueS, dependencyS, runS, status } = stages;
      // Every read lies within: a check of each would take as long as the rest.
      return (i, build) => {
        if ((startS[i] ?? UNKNOWN) === UNKNOWN) return;
        const bucket = reader.bucketOf(monday + (day[build] ?? 0));
        const queue = queueS[i] ?? UNKNOWN;
        if (queue !== UNKNOWN) tallies.queue.add(bucket, queue);
        tallies.dependency.add(bucket, dependencyS[i] ?? 0);
        const run = runS[i] ?? UNKNOWN;
        if (run !== UNKNOWN && status[i] === STATUS.success) tallies.run.add(bucket, run);
      };
    });
    return PARTS.flatMap(part =>
      tallies[part].tallies.flatMap((tally, bucket) =>
        tally.n === 0 ? [] : { bucket: at(buckets, bucket, 'buckets'), part, ...percentilesOf(tally) },
      ),
    );
  },
});
