import { z } from 'zod';
import { at } from '@/lib/at';
import { EVENTS } from '@/lib/facts/vocabulary';
import { type BookSeries, type BuildColumns, endOf, forEachTimedStep } from '@/lib/weeks/reader';
import { compareSteps } from './engine/name-order';
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

const SHOWN = 25;

interface Candidate {
  builds: BuildColumns;
  series: BookSeries;
  build: number;
  seconds: number;
}

export const slowestRuns = defineMetric({
  name: 'slowest-runs',
  title: 'Slowest runs',
  unit: 'ms',
  definition:
    `The ${SHOWN} successful runs that took the longest, in successful builds of the range, beside the wait for the ` +
    'whole build.',
  empty: 'gap',
  row,
  async answer(reader) {
    let slowest: Candidate[] = [];
    let leastS = -1;
    await forEachTimedStep(reader, 'now', (series, { builds }) => {
      return (seconds, _day, build) => {
        if (seconds < leastS) return;
        slowest.push({ builds, series, build, seconds });
        if (slowest.length < 4 * SHOWN) return;
        slowest = cut(slowest);
        leastS = slowest.at(-1)?.seconds ?? -1;
      };
    });
    return cut(slowest).map(({ builds, series, build, seconds }) => {
      return {
        repository: series.repository,
        pipeline: series.pipeline,
        step: series.step,
        number: at(builds.number, build, 'number'),
        event: EVENTS[at(builds.event, build, 'event')] ?? 'other',
        finishedAt: new Date(endOf(builds, build) * 1000).toISOString(),
        runMs: seconds * 1000,
        waitMs: at(builds.waitS, build, 'waitS') * 1000,
      };
    });
  },
});

/** The longest, the newest first where they are equal. */
function cut(candidates: Candidate[]): Candidate[] {
  return candidates
    .sort(
      (a, b) =>
        b.seconds - a.seconds ||
        createdOf(b) - createdOf(a) ||
        compareSteps(a.series, b.series) ||
        numberOf(b) - numberOf(a),
    )
    .slice(0, SHOWN);
}

function numberOf({ builds, build }: Candidate): number {
  return at(builds.number, build, 'number');
}

function createdOf({ builds, build }: Candidate): number {
  return at(builds.createdS, build, 'createdS');
}
