import { z } from 'zod';
import { at } from '@/lib/at';
import { forEachStage, STATUS, UNKNOWN } from '@/lib/weeks/reader';
import { BucketTallies } from './engine/bucket-tallies';
import { percentileShape, percentilesOf } from './engine/tally';
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
    const tallies = {
      queue: new BucketTallies(reader),
      dependency: new BucketTallies(reader),
      run: new BucketTallies(reader),
    };
    await forEachStage(reader, 'now', ({ parts: { stages }, builds, monday }) => {
      const { startS, queueS, dependencyS, runS, status } = stages;
      return (i, build) => {
        if (at(startS, i, 'startS') === UNKNOWN) return;
        const day = monday + at(builds.day, build, 'day');
        const queue = at(queueS, i, 'queueS');
        if (queue !== UNKNOWN) tallies.queue.add(day, queue);
        tallies.dependency.add(day, at(dependencyS, i, 'dependencyS'));
        const run = at(runS, i, 'runS');
        if (run !== UNKNOWN && status[i] === STATUS.success) tallies.run.add(day, run);
      };
    });
    return PARTS.flatMap(part =>
      [...tallies[part].named()].map(([bucket, tally]) => ({
        bucket,
        part,
        ...percentilesOf(tally),
      })),
    );
  },
});
