import { z } from 'zod';
import { BucketTallies } from './engine/bucket-tallies';
import { percentileShape, percentilesOf } from './engine/tally';
import { defineMetric } from './metric';

const row = z.object({ bucket: z.string(), ...percentileShape });

export const wait = defineMetric({
  name: 'wait',
  title: 'Wait for a build',
  unit: 'ms',
  definition:
    'From the push to the end of the build, queue included: what the person who pushed experiences. A service ' +
    'that shares its repository with others ends with the last of its own steps, and so does a pipeline or a step that ' +
    'is chosen. Percentiles (nearest rank) of ' +
    'successful builds that ran, on the day on which they finished.',
  empty: 'gap',
  row,
  async answer(reader) {
    const tallies = new BucketTallies(reader);
    await reader.forEachSummed('now', 'none', tallies);
    return [...tallies.named()].map(([bucket, tally]) => ({ bucket, ...percentilesOf(tally) }));
  },
});
