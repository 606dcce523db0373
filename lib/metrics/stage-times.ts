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
      const { startS, queueS, dependencyS, runS, status } = stages;
      return (i, build) => {
        if (at(startS, i, 'startS') === UNKNOWN) return;
        const bucket = reader.bucketOf(monday + at(builds.day, build, 'day'));
        const queue = at(queueS, i, 'queueS');
        if (queue !== UNKNOWN) tallies.queue.add(bucket, queue);
        tallies.dependency.add(bucket, at(dependencyS, i, 'dependencyS'));
        const run = at(runS, i, 'runS');
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
