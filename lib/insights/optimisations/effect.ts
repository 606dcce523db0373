import { z } from 'zod';
import { comparisonSchema } from '../compare/comparison';

const dayRange = z.object({ from: z.iso.date(), until: z.iso.date().describe('First day after it') });
const hours = z.object({ value: z.number(), low: z.number(), high: z.number() });

const others = z.array(z.object({ id: z.int(), title: z.string(), day: z.iso.date() }));

/** Stands for the effect where others leave no day to measure. */
export const unmeasurableSchema = z.object({
  noDaysBetween: others
    .min(1)
    .describe('Others that took effect on the day before or after it: no day is left to measure'),
});

/** What an optimisation changed. */
export const effectSchema = z.object({
  before: dayRange,
  after: dayRange,
  isComplete: z.boolean().describe('False while days of the window after it are still to come'),
  cutBy: others.describe('Others within these windows, which were cut where they took effect'),
  comparison: comparisonSchema.omit({ days: true }),
  hoursAWeek: hours.nullable().describe('Saved; null where there is no interval yet'),
  moneyAWeek: hours.nullable(),
  currency: z.string(),
  payBack: z.object({
    status: z
      .enum(['paid back', 'not yet', 'never', 'not yet known', 'no hours recorded'])
      .describe('never: it saves nothing'),
    day: z.iso.date().nullable().describe('On which its hours are saved again'),
    knownOn: z.iso.date().nullable().describe('When the windows are complete, while it is not known'),
  }),
});

export type OptimisationEffect = z.infer<typeof effectSchema>;

export type UnmeasurableEffect = z.infer<typeof unmeasurableSchema>;
