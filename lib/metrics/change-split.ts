import { z } from 'zod';
import { splitChange } from '@/lib/waiting/split-change';
import { readGroups } from './engine/group-figures';
import { defineMetric } from './metric';

const row = z.object({
  lostBeforeMs: z.number(),
  lostMs: z.number(),
  changeMs: z.number(),
  volumeMs: z.number(),
  speedMs: z.number(),
  mixMs: z.number(),
});

export const changeSplit = defineMetric({
  name: 'change-split',
  title: 'Why the hours changed',
  unit: 'ms',
  definition:
    'The change of the hours lost against the range before, told apart: volume is more or fewer builds at what a ' +
    'build cost before; speed is builds of the same service that cost more or less; mix is other services that ' +
    'build. The three add up to the change.',
  empty: 'zero',
  row,
  async answer(reader) {
    const services = [...(await readGroups(reader, 'service')).values()].map(({ now, before }) => ({
      before: { buildCount: before.figures.waited.builds, lostMs: before.lost.lostMs },
      after: { buildCount: now.figures.waited.builds, lostMs: now.lost.lostMs },
    }));
    const lostMs = services.reduce((sum, { after }) => sum + after.lostMs, 0);
    const lostBeforeMs = services.reduce((sum, { before }) => sum + before.lostMs, 0);
    const split = splitChange(services);
    return [{ lostBeforeMs, lostMs, changeMs: lostMs - lostBeforeMs, ...split }];
  },
});
