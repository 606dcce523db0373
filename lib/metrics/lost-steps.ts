import { z } from 'zod';
import { entryOf } from '@/lib/entry-of';
import { CAUSES } from '@/lib/waiting/waiting-day';
import { addLoss, type LostSum, lostShape, sumLostByPlace, withBand } from './engine/lost-sums';
import { compareSteps } from './engine/name-order';
import { defineMetric } from './metric';

const row = z.object({
  /** All null: the places beyond those shown, added up. */
  repository: z.string().nullable(),
  pipeline: z.string().nullable(),
  /** Null: no step; queue, set-up, teardown and switches. */
  step: z.string().nullable(),
  ...lostShape,
  queueMs: z.number(),
  switchMs: z.number(),
});

type LostStepsRow = z.infer<typeof row>;

const ROWS_SHOWN = 200;
const QUEUE = CAUSES.indexOf('queue');
const SWITCH = CAUSES.indexOf('switch');

export const lostSteps = defineMetric({
  name: 'lost-steps',
  title: 'Where the hours are lost',
  unit: 'ms',
  definition:
    'Developer-hours lost by the step that was on the critical path; what no step held up (queue, set-up, ' +
    'teardown, switches) stands in a row without a step. ' +
    `The ${ROWS_SHOWN} places that cost the most, and the others as one row, so that all rows add up to the total.`,
  empty: 'zero',
  row,
  async answer(reader) {
    const places = new Map<number, PlaceSum>();
    for (const [placeId, cause, sum] of await sumLostByPlace(reader)) {
      const place = entryOf(places, placeId, noPlace);
      addLoss(place, sum);
      if (cause === QUEUE) place.queueMs += sum.lostMs;
      if (cause === SWITCH) place.switchMs += sum.lostMs;
    }
    const sorted = [...places]
      // A step that appeared since names were read stands among the others.
      .map(([id, sum]) => ({ place: reader.book.series.get(id) ?? UNNAMED, sum }))
      .sort(
        ({ place: a, sum: x }, { place: b, sum: y }) =>
          Number(a === UNNAMED) - Number(b === UNNAMED) ||
          y.lostMs - x.lostMs ||
          y.measuredMs - x.measuredMs ||
          compareSteps(a, b),
      );
    const named = sorted.filter(({ place }) => place !== UNNAMED).length;
    const shown = Math.min(named, ROWS_SHOWN);
    const rows: LostStepsRow[] = sorted
      .slice(0, shown)
      .map(({ place: { repository, pipeline, step }, sum }) => ({
        repository,
        pipeline,
        step: step === '' ? null : step,
        ...told(sum),
      }));
    const others = sorted.slice(shown);
    if (others.length > 0)
      rows.push({ repository: null, pipeline: null, step: null, ...told(sumOf(others)) });
    return rows;
  },
});

const UNNAMED = { repository: '', pipeline: '', step: '' };

type PlaceSum = LostSum & { queueMs: number; switchMs: number };

function told({ queueMs, switchMs, ...sum }: PlaceSum): PlaceSum {
  return { ...withBand(sum), queueMs, switchMs };
}

/** Written out: of thousands of places, copies of other objects took most of the time. */
function noPlace(): PlaceSum {
  return { measuredMs: 0, lowMs: 0, lostMs: 0, highMs: 0, queueMs: 0, switchMs: 0 };
}

function sumOf(places: ReadonlyArray<{ sum: PlaceSum }>): PlaceSum {
  const total = noPlace();
  for (const { sum } of places) {
    addLoss(total, sum);
    total.queueMs += sum.queueMs;
    total.switchMs += sum.switchMs;
  }
  return total;
}
