import { z } from 'zod';
import { at } from '@/lib/at';
import { isTimed, queueOf } from '@/lib/weeks/reader';
import { Tally } from './engine/tally';
import { defineMetric } from './metric';

const row = z.object({
  /** 1: Monday, to 7. */
  weekday: z.int(),
  /** 0 to 23, local. */
  hour: z.int(),
  builds: z.int(),
  /** Successful builds: those behind the percentiles. */
  n: z.int(),
  waitP50Ms: z.number().nullable(),
  waitP90Ms: z.number().nullable(),
  queueP50Ms: z.number().nullable(),
  queueP90Ms: z.number().nullable(),
});

const HOURS = 7 * 24;

export const heatmap = defineMetric({
  name: 'heatmap',
  title: 'Queue and wait by hour',
  unit: 'ms',
  definition:
    'By the local hour and weekday of the push: how long successful builds were waited for, and how much of it they ' +
    'spent in the queue. Hours in which the queue is long are hours in which runners are short.',
  empty: 'gap',
  row,
  async answer(reader) {
    const hours = Array.from({ length: HOURS }, () => ({
      builds: 0,
      waits: new Tally(),
      queues: new Tally(),
    }));
    await reader.forEachBuilds('now', 'none', ({ slice, selected }) => {
      const { builds } = slice;
      const { createdHour } = builds;
      const { n, index, waitS } = selected;
      for (let i = 0; i < n; i += 1) {
        const hour = hours[at(createdHour, at(index, i, 'index'), 'createdHour')];
        if (hour === undefined) continue;
        hour.builds += 1;
        if (!isTimed(builds, selected, i)) continue;
        hour.waits.add(at(waitS, i, 'waitS'));
        hour.queues.add(queueOf(builds, selected, i));
      }
    });
    return hours.flatMap(({ builds, waits, queues }, index) =>
      builds === 0
        ? []
        : {
            weekday: Math.floor(index / 24) + 1,
            hour: index % 24,
            builds,
            n: waits.n,
            waitP50Ms: waits.quantileMs(0.5),
            waitP90Ms: waits.quantileMs(0.9),
            queueP50Ms: queues.quantileMs(0.5),
            queueP90Ms: queues.quantileMs(0.9),
          },
    );
  },
});
