import { z } from 'zod';
import { at } from '@/lib/at';
import { forEachTimedStep, isTimed } from '@/lib/weeks/reader';
import { durationBins } from './engine/duration-bins';
import { Tally } from './engine/tally';
import { defineMetric } from './metric';

const row = z.object({
  fromMs: z.number(),
  untilMs: z.number(),
  n: z.int(),
  holds: z.enum(['shorter', 'longer']).nullable().describe('All that is shorter or longer than the others'),
});

export const distribution = defineMetric({
  name: 'distribution',
  title: 'How durations spread',
  unit: 'count',
  definition:
    'How many durations fall into each band, from round edge to round edge: bands of one width, or growing ones where ' +
    'durations lie too far apart for that. At most one in fifty shares the last band with all that is longer, or the first ' +
    'one with all that is shorter. The wait for successful builds or, where a step is chosen, its successful runs.',
  empty: 'zero',
  row,
  async answer(reader) {
    const tally = new Tally();
    if (reader.scope.step !== null) {
      await forEachTimedStep(reader, 'now', () => seconds => tally.add(seconds));
    } else {
      await reader.forEachBuilds('now', 'none', ({ slice, selected }) => {
        for (let i = 0; i < selected.n; i += 1) {
          if (isTimed(slice.builds, selected, i)) tally.add(at(selected.waitS, i, 'waitS'));
        }
      });
    }
    return durationBins(tally).map(({ fromS, untilS, n, holds }) => {
      return { fromMs: fromS * 1000, untilMs: untilS * 1000, n, holds };
    });
  },
});
