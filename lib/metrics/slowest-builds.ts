import { z } from 'zod';
import { EVENTS } from '@/lib/facts/vocabulary';
import { type BuildColumns, isTimed, queueOf } from '@/lib/weeks/reader';
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
    await reader.forEachBuilds('now', 'none', ({ slice, picked }) => {
      const { repo, builds } = slice;
      for (let i = 0; i < picked.n; i += 1) {
        const waitS = picked.waitS[i] ?? 0;
        if (waitS < leastS || !isTimed(builds, picked, i)) continue;
        const [build, queueS] = [picked.index[i] ?? 0, queueOf(builds, picked, i)];
        slowest.push({ repository: repo.slug, builds, build, waitS, queueS });
        if (slowest.length < 4 * SHOWN) continue;
        slowest = cut(slowest);
        leastS = slowest.at(-1)?.waitS ?? -1;
      }
    });
    return cut(slowest).map(({ repository, builds, build, waitS, queueS }) => {
      const { createdS, waitS: wholeS, event, number } = builds;
      return {
        repository,
        number: number[build] ?? 0,
        event: EVENTS[event[build] ?? 0] ?? 'other',
        finishedAt: new Date(((createdS[build] ?? 0) + (wholeS[build] ?? 0)) * 1000).toISOString(),
        waitMs: waitS * 1000,
        queueMs: queueS * 1000,
      };
    });
  },
});

function cut(candidates: Candidate[]): Candidate[] {
  return candidates.sort((a, b) => b.waitS - a.waitS || createdOf(b) - createdOf(a)).slice(0, SHOWN);
}

function createdOf({ builds, build }: Candidate): number {
  return builds.createdS[build] ?? 0;
}
