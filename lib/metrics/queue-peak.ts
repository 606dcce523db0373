import { z } from 'zod';
import { at } from '@/lib/at';
import { isTimed, queueOf, startOf } from '@/lib/weeks/reader';
import { splitAtPeak } from './engine/peak';
import { Tally } from './engine/tally';
import { defineMetric } from './metric';

const row = z.object({
  /** `peak` and `rest` make up the week; `all` stands alone, when no hours stand out. */
  part: z.enum(['peak', 'rest', 'all']),
  /** Of the peak, 1: Monday, to 7; null of the others. */
  firstWeekday: z.int().nullable(),
  lastWeekday: z.int().nullable(),
  fromHour: z.int().nullable(),
  /** The first hour after the peak, to 24. */
  untilHour: z.int().nullable(),
  n: z.int(),
  queueP50Ms: z.number().nullable(),
  queueP90Ms: z.number().nullable(),
});

export type QueuePeakRow = z.infer<typeof row>;

const HOURS = 7 * 24;
const NO_BLOCK = { firstWeekday: null, lastWeekday: null, fromHour: null, untilHour: null };

export const queuePeak = defineMetric({
  name: 'queue-peak',
  title: 'When the queue is longest',
  unit: 'ms',
  definition:
    'The hours in which builds were held up more often than at other times: in the queue for more than 30 s, or for ' +
    'more than the median where that is longer. Looked for among all blocks of hours, every day, on weekdays, at ' +
    'weekends and on single days, by a scan for the block that chance explains least. It is named when it holds 30 ' +
    'successful builds and its p90 is 30 s or more, and at least twice that of the other hours.',
  empty: 'gap',
  row,
  async answer(reader): Promise<QueuePeakRow[]> {
    const hours = Array.from({ length: HOURS }, () => new Tally());
    await reader.forEachSummed('now', 'none', {
      addWeeks({ runs }) {
        for (const { digest, from, until } of runs) {
          const { queueHour, queueS, timedEnds } = digest;
          const last = startOf(timedEnds, until);
          for (let i = startOf(timedEnds, from); i < last; i += 1)
            hours[at(queueHour, i, 'queueHour')]?.add(at(queueS, i, 'queueS'));
        }
      },
      addBuilds({ builds }, picked) {
        for (let i = 0; i < picked.n; i += 1) {
          if (!isTimed(builds, picked, i)) continue;
          const build = at(picked.index, i, 'index');
          hours[at(builds.createdHour, build, 'createdHour')]?.add(queueOf(builds, picked, i));
        }
      },
    });
    const split = splitAtPeak(hours);
    if (split.block === null) {
      return split.all.n === 0 ? [] : [{ part: 'all', ...NO_BLOCK, ...figuresOf(split.all) }];
    }
    return [
      { part: 'peak', ...split.block, ...figuresOf(split.peak) },
      { part: 'rest', ...NO_BLOCK, ...figuresOf(split.rest) },
    ];
  },
});

function figuresOf(tally: Tally) {
  return { n: tally.n, queueP50Ms: tally.quantileMs(0.5), queueP90Ms: tally.quantileMs(0.9) };
}
