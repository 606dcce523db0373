import { z } from 'zod';
import { at } from '@/lib/at';
import { EVENTS } from '@/lib/facts/vocabulary';
import { isTimed, queueOf } from '@/lib/weeks/reader';
import { compareNames } from './engine/name-order';
import { SLOWEST_SHOWN, Slowest, type SlowRun, slowBuildOf } from './engine/slowest';
import { defineMetric } from './metric';

const row = z.object({
  repository: z.string(),
  number: z.int(),
  event: z.enum(EVENTS),
  finishedAt: z.iso.datetime(),
  waitMs: z.number(),
  queueMs: z.number(),
});

interface SlowBuild extends SlowRun {
  repository: string;
  queueS: number;
}

export const slowestBuilds = defineMetric({
  name: 'slowest-builds',
  title: 'Slowest builds',
  unit: 'ms',
  definition: `The ${SLOWEST_SHOWN} successful builds of the range that were waited for the longest, queue included.`,
  empty: 'gap',
  row,
  async answer(reader) {
    const slowest = new Slowest<SlowBuild>((a, b) => compareNames(a.repository, b.repository));
    await reader.forEachBuilds('now', 'none', ({ slice, selected }) => {
      const { repo, builds } = slice;
      for (let i = 0; i < selected.n; i += 1) {
        const seconds = at(selected.waitS, i, 'waitS');
        if (seconds < slowest.leastS || !isTimed(builds, selected, i)) continue;
        const [build, queueS] = [at(selected.index, i, 'index'), queueOf(builds, selected, i)];
        slowest.add({ repository: repo.slug, builds, build, seconds, queueS });
      }
    });
    return slowest.list.map(run => ({
      repository: run.repository,
      ...slowBuildOf(run),
      waitMs: run.seconds * 1000,
      queueMs: run.queueS * 1000,
    }));
  },
});
