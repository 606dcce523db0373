import { z } from 'zod';
import { entryOf } from '@/lib/entry-of';
import { CAUSES } from '@/lib/waiting/waiting-day';
import type { BookSeries } from '@/lib/weeks/reader';
import { addLoss, type LostSum, lostShape, noLoss, sumLostByPlace, withBand } from './engine/lost-sums';
import { compareSteps } from './engine/name-order';
import { defineMetric } from './metric';

const KINDS = ['step', 'other steps', 'queue', 'setup', 'switch'] as const;

type Kind = (typeof KINDS)[number];

const row = z.object({
  /** `other steps` are added up; the last three are what no step held up, and clones. */
  kind: z.enum(KINDS),
  /** Null: not of one step, or the services of its repository share it. */
  service: z.string().nullable(),
  repository: z.string().nullable(),
  pipeline: z.string().nullable(),
  step: z.string().nullable(),
  /** How many steps it is of; null: of none. */
  stepCount: z.int().nullable(),
  ...lostShape,
});

type Row = z.infer<typeof row>;

const STEPS_SHOWN = 7;
/** The step that Drone puts before all others: it is none that people wrote. */
const CLONE = 'clone';

export const lostPlaces = defineMetric({
  name: 'lost-places',
  title: 'Where the hours go',
  unit: 'ms',
  definition:
    `Developer-hours lost by the step that was on the critical path: the ${STEPS_SHOWN} that cost the most, and all others ` +
    'as one row. Queue: the stage on the critical path had not started. Set-up: clones, and what no step held up (start and ' +
    'end of a stage, reruns and approvals before anything ran). Context switching: what coming back to the work costs. All rows add up to the total.',
  empty: 'zero',
  row,
  async answer(reader) {
    const steps = new Map<BookSeries, LostSum>();
    const rest = { queue: noLoss(), setup: noLoss(), switch: noLoss() };
    for (const [placeId, cause, sum] of await sumLostByPlace(reader)) {
      const series = reader.book.series.get(placeId);
      const kind = kindOf(series, CAUSES[cause] ?? 'run');
      if (kind !== 'step') addLoss(rest[kind], sum);
      else if (series !== undefined) addLoss(entryOf(steps, series, noLoss), sum);
    }
    const ranked = [...steps].sort(([a, x], [b, y]) => y.lostMs - x.lostMs || compareSteps(a, b));
    const others = noLoss();
    for (const [, sum] of ranked.slice(STEPS_SHOWN)) addLoss(others, sum);
    const otherCount = Math.max(ranked.length - STEPS_SHOWN, 0);
    return [
      ...ranked.slice(0, STEPS_SHOWN).map(([{ service, repository, pipeline, step }, sum]): Row => {
        return { kind: 'step', service, repository, pipeline, step, stepCount: 1, ...withBand(sum) };
      }),
      ...(otherCount === 0 ? [] : [noStep('other steps', others, otherCount)]),
      noStep('queue', rest.queue, null),
      noStep('setup', rest.setup, null),
      noStep('switch', rest.switch, null),
    ].filter(({ measuredMs, lostMs, highMs }) => measuredMs + lostMs + highMs > 0);
  },
});

/** A place without a step is a pipeline or a repository; one whose name is not read yet counts as set-up. */
function kindOf(
  series: BookSeries | undefined,
  cause: (typeof CAUSES)[number],
): 'step' | Exclude<Kind, 'step' | 'other steps'> {
  if (cause === 'switch' || cause === 'queue') return cause;
  return series === undefined || series.step === '' || series.step === CLONE ? 'setup' : 'step';
}

function noStep(kind: Kind, sum: LostSum, stepCount: number | null): Row {
  return {
    ...{ kind, service: null, repository: null, pipeline: null, step: null, stepCount },
    ...withBand(sum),
  };
}
