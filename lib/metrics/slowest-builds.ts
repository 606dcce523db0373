import { z } from 'zod';
import { at } from '@/lib/at';
import { EVENTS } from '@/lib/facts/vocabulary';
import { type BuildColumns, endOf, isTimed, queueOf } from '@/lib/weeks/reader';
import { compareNames } from './engine/name-order';
import { defineMetric } from './metric';

const row = z.object({
  repository: z.string(),
  number: z.int(),
  event: z.enum(EVENTS),
  finishedAt: z.iso.datetime(),
  waitMs: z.number(),
  queueMs: z.number(),
});

const SHOWN = 25;

interface Candidate {
  repository: string;
  builds: BuildColumns;
  build: number;
  waitS: number;
  queueS: number;
}

export const slowestBuilds = defineMetric({
  name: 'slowest-builds',
  title: 'Slowest builds',
  unit: 'ms',
  definition: `The ${SHOWN} successful builds of the range that were waited for the longest, queue included.`,
  empty: 'gap',
  row,
  async answer(reader) {
    let slowest: Candidate[] = [];
    let leastS = -1;
    await reader.forEachBuilds('now', 'none', ({ slice, selected }) => {
      const { repo, builds } = slice;
      for (let i = 0; i < selected.n; i += 1) {
        const waitS = at(selected.waitS, i, 'waitS');
        if (waitS < leastS || !isTimed(builds, selected, i)) continue;
        const [build, queueS] = [at(selected.index, i, 'index'), queueOf(builds, selected, i)];
        slowest.push({ repository: repo.slug, builds, build, waitS, queueS });
        if (slowest.length < 4 * SHOWN) continue;
        slowest = cut(slowest);
        leastS = slowest.at(-1)?.waitS ?? -1;
      }
    });
    return cut(slowest).map(({ repository, builds, build, waitS, queueS }) => {
      const { event, number } = builds;
      return {
        repository,
        number: at(number, build, 'number'),
        event: EVENTS[at(event, build, 'event')] ?? 'other',
        finishedAt: new Date(endOf(builds, build) * 1000).toISOString(),
        waitMs: waitS * 1000,
        queueMs: queueS * 1000,
      };
    });
  },
});

function cut(candidates: Candidate[]): Candidate[] {
  return candidates
    .sort(
      (a, b) =>
        b.waitS - a.waitS ||
        createdOf(b) - createdOf(a) ||
        compareNames(a.repository, b.repository) ||
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
