import { z } from 'zod';
import { EVENT_CODES } from '@/lib/frames/codes';
import type { GroupedBuilds } from './engine/metric-reader';
import { isTimed, queueOf } from './engine/pick-builds';
import { defineMetric } from './metric';

const row = z.object({
  repository: z.string(),
  number: z.int(),
  event: z.enum(EVENT_CODES),
  finishedAt: z.iso.datetime(),
  waitMs: z.number(),
  queueMs: z.number(),
});

const SHOWN = 25;

interface Candidate {
  from: GroupedBuilds;
  i: number;
  waitS: number;
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
    for (const from of await reader.builds('now')) {
      for (let i = 0; i < from.picked.n; i += 1) {
        const waitS = from.picked.waitS[i] ?? 0;
        if (waitS < leastS || !isTimed(from.slice.builds, from.picked, i)) continue;
        slowest.push({ from, i, waitS });
        if (slowest.length < 4 * SHOWN) continue;
        slowest = cut(slowest);
        leastS = slowest.at(-1)?.waitS ?? -1;
      }
    }
    return cut(slowest).map(({ from: { slice, picked }, i, waitS }) => {
      const build = picked.index[i] ?? 0;
      const { createdS, waitS: wholeS, event, number } = slice.builds;
      return {
        repository: slice.repo.slug,
        number: number[build] ?? 0,
        event: EVENT_CODES[event[build] ?? 0] ?? 'other',
        finishedAt: new Date(((createdS[build] ?? 0) + (wholeS[build] ?? 0)) * 1000).toISOString(),
        waitMs: waitS * 1000,
        queueMs: queueOf(slice.builds, picked, i) * 1000,
      };
    });
  },
});

function cut(candidates: Candidate[]): Candidate[] {
  return candidates.sort((a, b) => b.waitS - a.waitS || createdOf(b) - createdOf(a)).slice(0, SHOWN);
}

function createdOf({ from: { slice, picked }, i }: Candidate): number {
  return slice.builds.createdS[picked.index[i] ?? 0] ?? 0;
}
