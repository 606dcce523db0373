import { z } from 'zod';
import { splitChange } from '@/lib/waiting/split-change';
import { groupFigures } from './engine/group-figures';
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
    const figures = await groupFigures(reader, 'service');
    const lostMs = figures.reduce((sum, service) => sum + service.lostMs, 0);
    const lostBeforeMs = figures.reduce((sum, service) => sum + service.lostBeforeMs, 0);
    const split = splitChange(
      figures.map(service => ({
        before: { buildCount: service.waitedBuildsBefore, lostMs: service.lostBeforeMs },
        after: { buildCount: service.waitedBuilds, lostMs: service.lostMs },
      })),
    );
    return [{ lostBeforeMs, lostMs, changeMs: lostMs - lostBeforeMs, ...split }];
  },
});
