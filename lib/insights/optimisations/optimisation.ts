import { z } from 'zod';
import { isDay } from '@/lib/time/days';
import { EVERYTHING, scopeSchema } from '../scope';
import { effectSchema, unmeasurableSchema } from './effect';

const MAX_TITLE_LENGTH = 200;
const MAX_TEXT_LENGTH = 4000;

const happened = z
  .string({ error: 'must be a day such as 2026-03-02, or an instant such as 2026-03-02T09:30:00Z' })
  .refine(text => isDay(text) || z.iso.datetime({ offset: true }).safeParse(text).success, {
    error: 'must be a day such as 2026-03-02, or an instant such as 2026-03-02T09:30:00Z',
    abort: true,
  })
  // The weeks around it are asked for as a range.
  .refine(text => text >= '1971' && text < '9998', { error: 'must lie within the years 1971 to 9997' });

function hours(description: string) {
  const error = 'must be hours from 0 to 100000, or null where nobody knows';
  return z
    .number({ error })
    .min(0, { error })
    .max(100_000, { error })
    .nullable()
    .default(null)
    .describe(description);
}

function optionalText(length: number, description: string) {
  return z
    .string()
    .trim()
    .max(length, `has more than ${length} characters`)
    .nullable()
    .default(null)
    .describe(description);
}

/** What somebody writes of an optimisation. */
export const optimisationDraftSchema = z.strictObject({
  title: z
    .string({ error: 'must be text: what was done' })
    .trim()
    .min(1, 'is empty: say what was done')
    .max(MAX_TITLE_LENGTH, `has more than ${MAX_TITLE_LENGTH} characters`),
  at: happened
    .nullable()
    .default(null)
    .describe('When it took effect: a local day, or an instant; null: now'),
  scope: scopeSchema.default(EVERYTHING).describe('What it concerns; left out: everything'),
  hoursSpent: hours('Hours of work that it took'),
  by: optionalText(MAX_TITLE_LENGTH, 'Who did it'),
  note: optionalText(MAX_TEXT_LENGTH, 'Anything else, such as a link'),
  expectedHoursAWeek: hours('What it is expected to save, as fix first said'),
  findingKey: optionalText(MAX_TITLE_LENGTH, 'The finding of fix first that it answers'),
});

export type OptimisationDraft = z.infer<typeof optimisationDraftSchema>;

/** The same with the state that was read. */
export const optimisationEditSchema = optimisationDraftSchema.extend({
  revision: z.string().describe('As it was read: what somebody else saved since is never overwritten'),
});

export type OptimisationEdit = z.infer<typeof optimisationEditSchema>;

/** What is shown of an optimisation. */
export const optimisationSchema = z.object({
  id: z.int(),
  title: z.string(),
  at: z.iso.datetime().describe('When it took effect'),
  day: z.iso.date().describe('The same as a local day of the organisation'),
  scope: scopeSchema,
  hoursSpent: z.number().nullable(),
  by: z.string().nullable(),
  note: z.string().nullable(),
  expectedHoursAWeek: z.number().nullable(),
  findingKey: z.string().nullable(),
  revision: z.string().describe('To be given back when it is edited'),
  effect: effectSchema.nullable().describe('What it changed; null: not computed yet, or it cannot be'),
  noDaysBetween: unmeasurableSchema.shape.noDaysBetween.nullable(),
  isOutdated: z
    .boolean()
    .describe(
      'True: the effect was measured before settings, optimisations or the days that count changed, and is being measured anew',
    ),
  firstKnownOn: z.iso
    .date()
    .nullable()
    .describe('While the first day after it is not over: the day on which the effect is first measured'),
});

export type Optimisation = z.infer<typeof optimisationSchema>;

export const optimisationsAnswerSchema = z.object({
  optimisations: z.array(optimisationSchema).describe('The newest first'),
});

export type OptimisationsAnswer = z.infer<typeof optimisationsAnswerSchema>;

/** What axes of time say of optimisations. */
export const optimisationNotesSchema = z.object({
  notes: z
    .array(z.object({ id: z.int(), title: z.string(), day: z.iso.date() }))
    .describe('The newest first'),
});

export type OptimisationNote = z.infer<typeof optimisationNotesSchema>['notes'][number];

export const deletedOptimisationSchema = z.object({ id: z.int() });

/** Which optimisations are listed: those whose scope meets the filter. */
export const optimisationsSearchSchema = z.strictObject({
  team: z.string().min(1).nullable().default(null).describe('A team, as the rules name it'),
  service: z.string().min(1).nullable().default(null).describe('A service, as the rules name it'),
  repository: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('namespace/name; with a pipeline and a step: those that concern its services'),
  pipeline: z.string().min(1).nullable().default(null).describe('The name of a pipeline'),
  step: z.string().min(1).nullable().default(null).describe('The name of a step'),
});

export type OptimisationsSearch = z.infer<typeof optimisationsSearchSchema>;

/** There is no optimisation of this number, or it was deleted. */
export class NoOptimisationError extends Error {
  constructor(id: number) {
    super(`there is no optimisation ${id}: it may have been deleted; load the list again`);
    this.name = new.target.name;
  }
}

/** Somebody else saved it since it was read; nothing was stored. */
export class OptimisationConflictError extends Error {
  constructor() {
    super(
      'somebody else has changed this optimisation in the meantime, and nothing was saved: load it again',
    );
    this.name = new.target.name;
  }
}
