import { z } from 'zod';
import { at } from '@/lib/at';
import { EVENTS } from '@/lib/facts/vocabulary';
import { type BookSeries, forEachTimedStep } from '@/lib/weeks/reader';
import { compareSteps } from './engine/name-order';
import { SLOWEST_SHOWN, Slowest, type SlowRun, slowBuildOf } from './engine/slowest';
import { defineMetric } from './metric';

const row = z.object({
  repository: z.string(),
  pipeline: z.string(),
  step: z.string(),
  number: z.int(),
  event: z.enum(EVENTS),
  /** When the build finished. */
  finishedAt: z.iso.datetime(),
  runMs: z.number(),
  /** What was waited for the whole build. */
  waitMs: z.number(),
});

interface SlowStep extends SlowRun {
  series: BookSeries;
}

export const slowestRuns = defineMetric({
  name: 'slowest-runs',
  title: 'Slowest runs',
  unit: 'ms',
  definition:
    `The ${SLOWEST_SHOWN} successful runs that took the longest, in successful builds of the range, beside the wait for ` +
    'the whole build.',
  empty: 'gap',
  row,
  async answer(reader) {
    const slowest = new Slowest<SlowStep>((a, b) => compareSteps(a.series, b.series));
    await forEachTimedStep(reader, 'now', (series, { builds }) => {
      return (seconds, _day, build) => {
        if (seconds >= slowest.leastS) slowest.add({ builds, series, build, seconds });
      };
    });
    return slowest.list.map(run => {
      const { builds, series, build, seconds } = run;
      return {
        repository: series.repository,
        pipeline: series.pipeline,
        step: series.step,
        ...slowBuildOf(run),
        runMs: seconds * 1000,
        waitMs: at(builds.waitS, build, 'waitS') * 1000,
      };
    });
  },
});
