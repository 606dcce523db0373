import { z } from 'zod';
import { optimisationDraftSchema } from '../optimisations/optimisation';

/** What is known to help. */
const REMEDIES = [
  'cache fell',
  'reinstalls packages',
  'docker build without cache',
  'first layer always misses',
  'push without cache',
  'image pulled in full',
  'big base image',
  'registry far away',
  'runners are short',
  'reruns of the same commit',
  'built twice',
  'compilers in the final image',
  'varies widely',
  'off the critical path',
] as const;

const evidenceSchema = z.object({
  runs: z.int().describe('Of the step, in the weeks looked at'),
  p50Ms: z.number().nullable().describe('Of the step'),
  onPathRatio: z.number().nullable().describe('Runs on the critical path'),
  hitRatio: z.number().nullable().describe('Of the cache that it is about'),
  missMsARun: z.number().nullable().describe('What the misses took in a typical run'),
  labels: z
    .array(
      z.object({
        text: z.string(),
        meanMs: z.number().nullable().describe('Of a typical run'),
        runs: z.int(),
        hitRatio: z.number().nullable(),
      }),
    )
    .describe('Commands, layers and images as the log has them'),
});

/** What is stored of a finding. */
export const storedFindingSchema = z.object({
  remedy: z.enum(REMEDIES),
  title: z.string().describe('What is wrong, in words'),
  advice: z.string().describe('What is known to help'),
  service: z.string().nullable().describe('Null: the services of its repository share the step'),
  team: z.string().nullable().describe('Null: services of several teams share the step'),
  repository: z.string(),
  pipeline: z.string().nullable(),
  step: z.string().nullable(),
  lowHoursAWeek: z.number().describe('What would be saved by the low and the high reading of hours lost'),
  highHoursAWeek: z.number(),
  nowMs: z.number().nullable().describe('What the step takes in a typical run'),
  expectedMs: z.number().nullable().describe('What it would take'),
  isWorthIt: z.boolean().describe('False: long, but nobody would wait less'),
  isSavingKnown: z.boolean().default(true).describe('False: no log tells what it would save'),
  evidence: evidenceSchema,
  pool: z
    .string()
    .nullable()
    .default(null)
    .describe(
      'What several services have in common, such as the runners that they wait for: these stand together in one',
    ),
  isPool: z.boolean().default(false).describe('Whether it is that finding'),
});

/** Less a week is no finding, but for what is told because it is not worth it, or because nobody knows. */
const LEAST_HOURS_A_WEEK = 0.02;

/** Whether a finding stands by itself. */
export function isWorthTelling({
  hoursAWeek,
  finding: { isWorthIt, isSavingKnown },
}: {
  hoursAWeek: number;
  finding: Pick<StoredFinding, 'isWorthIt' | 'isSavingKnown'>;
}): boolean {
  return !isWorthIt || !isSavingKnown || hoursAWeek >= LEAST_HOURS_A_WEEK;
}

export const findingSchema = storedFindingSchema
  .omit({ isSavingKnown: true, isPool: true, pool: true })
  .extend({
    key: z.string(),
    hoursAWeek: z
      .number()
      .nullable()
      .describe('What would be saved, recomputed by the model of hours lost; null: that is not known'),
    lowHoursAWeek: storedFindingSchema.shape.lowHoursAWeek.nullable(),
    highHoursAWeek: storedFindingSchema.shape.highHoursAWeek.nullable(),
    moneyAWeek: z.number().nullable(),
    currency: z.string(),
    setAside: z
      .object({
        reason: z.string(),
        by: z.string().nullable(),
        at: z.iso.datetime(),
        hoursAWeek: z.number().nullable(),
      })
      .nullable()
      .describe('Set aside, until it costs twice what it did then'),
    parts: z
      .array(
        z.object({
          key: z.string(),
          service: z.string().nullable(),
          repository: z.string(),
          title: z.string(),
          hoursAWeek: z.number(),
        }),
      )
      .describe('Of a pool of runners: its services, each by itself; else []'),
    cameBack: z.boolean().describe('It was set aside, and costs twice as much by now'),
    draft: optimisationDraftSchema.describe('The optimisation to record once it is done'),
  });

export type Finding = z.infer<typeof findingSchema>;

export const fixFirstAnswerSchema = z.object({
  findings: z
    .array(findingSchema)
    .describe(
      'Those that save the most first, then those whose saving is not known; those set aside are last',
    ),
  openCount: z.int().describe('How many are not set aside, those beyond the limit too'),
  weeks: z
    .object({ from: z.iso.date(), until: z.iso.date() })
    .nullable()
    .describe('Of which weeks they are; null: not computed yet'),
  computedAt: z.iso.datetime().nullable(),
  isWhole: z
    .boolean()
    .describe(
      'False: when it was computed, builds or logs of these weeks were still to be read; it follows once they are',
    ),
  isOutdated: z
    .boolean()
    .describe(
      'True: it was computed under settings of before, such as other rules, and is being computed anew',
    ),
  timeZone: z.string().describe('Of the organisation'),
});

export type FixFirstAnswer = z.infer<typeof fixFirstAnswerSchema>;

const name = (description: string) =>
  z.string().min(1).max(300).nullable().default(null).describe(description);

export const fixFirstSearchSchema = z.strictObject({
  team: name('A team, as the rules name it'),
  service: name('A service, as the rules name it'),
  repository: name('namespace/name'),
  step: name('A step'),
  limit: z.coerce
    .number({ error: () => 'must be a whole number from 1 to 500' })
    .int({ error: () => 'must be a whole number from 1 to 500' })
    .min(1, { error: () => 'must be a whole number from 1 to 500' })
    .max(500, { error: () => 'must be a whole number from 1 to 500' })
    .default(50)
    .describe('How many; those set aside come on top'),
});

export type FixFirstSearch = z.infer<typeof fixFirstSearchSchema>;

/** Sets a finding aside, or takes that back. */
export const setAsideSchema = z.strictObject({
  key: z.string().max(300),
  reason: z
    .string()
    .trim()
    .min(1, 'is empty: say why')
    .max(1000, 'has more than 1000 characters')
    .nullable()
    .describe('Null takes it back'),
  by: z.string().trim().max(200, 'has more than 200 characters').nullable().default(null),
});

export type SetAside = z.input<typeof setAsideSchema>;

/** The request names a finding that is not there. */
export class NoFindingError extends Error {
  constructor(key: string) {
    super(`there is no finding "${key}": it may have been mended; load the list again`);
    this.name = new.target.name;
  }
}

export type Remedy = (typeof REMEDIES)[number];

export type StoredFinding = z.infer<typeof storedFindingSchema>;
