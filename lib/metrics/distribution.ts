import { z } from 'zod';
import { at } from '@/lib/at';
import { forEachTimedStep, isTimed } from '@/lib/weeks/reader';
import { Tally } from './engine/tally';
import { defineMetric } from './metric';

const row = z.object({ fromMs: z.number(), untilMs: z.number(), n: z.int() });

export type DistributionRow = z.infer<typeof row>;

const BINS = 24;

export const distribution = defineMetric({
  name: 'distribution',
  title: 'How durations spread',
  unit: 'count',
  definition:
    'How many durations fall into each band, bands of equal width on a logarithmic scale between the shortest and ' +
    'the longest: the wait for successful builds or, where a step is chosen, its successful runs.',
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
    return binsOf(tally);
  },
});

/** Seconds → bins of whole seconds, no two of which overlap; the first and the last hold the extremes. */
function binsOf(tally: Tally): DistributionRow[] {
  const shortest = Math.max(tally.quantile(0) ?? 0, 1);
  const longest = Math.max(tally.quantile(1) ?? 0, shortest);
  if (tally.n === 0) return [];
  const edges = [tally.quantile(0) ?? 0];
  for (let bin = 1; bin < BINS; bin += 1) {
    const edge = Math.round(shortest * (longest / shortest) ** (bin / BINS));
    if (edge > (edges.at(-1) ?? 0)) edges.push(edge);
  }
  edges.push(longest + 1);
  const counts = edges.slice(1).map(() => 0);
  let bin = 0;
  for (const [seconds, count] of tally.entries()) {
    while (seconds >= (edges[bin + 1] ?? Number.POSITIVE_INFINITY)) bin += 1;
    counts[bin] = (counts[bin] ?? 0) + count;
  }
  return counts.map((n, index) => ({
    fromMs: at(edges, index, 'edges') * 1000,
    untilMs: at(edges, index + 1, 'edges') * 1000,
    n,
  }));
}
