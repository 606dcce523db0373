import { z } from 'zod';
import { CACHE_KINDS } from '@/lib/facts/vocabulary';
import { isDay } from '@/lib/time/days';

const CHANGE_KINDS = ['wait', 'step', 'cache'] as const;

/** What changed in the logs from before a change to after it. */
const logChangeSchema = z.object({
  kind: z.enum([
    'new command',
    'command is gone',
    'takes longer',
    'takes less',
    'no longer cached',
    'now cached',
    'cached less',
    'cached more',
    'other runner',
  ]),
  text: z.string().describe('The command, layer, image, runner, or tool with a cache'),
  beforeMs: z
    .number()
    .nullable()
    .describe('In a typical run; null where it did not run, or its time is unknown'),
  afterMs: z.number().nullable(),
  hitRatioBefore: z.number().nullable(),
  hitRatio: z.number().nullable(),
});

const suspectSchema = z.object({
  number: z.int(),
  createdAt: z.iso.datetime(),
  commit: z.string().nullable(),
  title: z.string().nullable(),
  branch: z.string().nullable(),
  value: z
    .number()
    .nullable()
    .default(null)
    .describe('What changed, in this build: milliseconds, or hits of look-ups; null: not known'),
  likeness: z
    .enum(['first', 'after', 'before'])
    .nullable()
    .default(null)
    .describe('first: from it on builds are as after; after, before: it is nearer to that; null: not known'),
});

/** What is stored of a change. */
export const storedChangeSchema = z.object({
  kind: z.enum(CHANGE_KINDS),
  service: z.string().nullable().describe('Null: the services of its repository share the step'),
  team: z.string().nullable().describe('Null: services of several teams share the step'),
  repository: z.string(),
  pipeline: z.string().nullable().describe('Null: of the wait for whole builds'),
  step: z.string().nullable(),
  cacheKind: z.enum(CACHE_KINDS).nullable(),
  tool: z.string().nullable(),
  rangeFrom: z.iso.date().describe('Somewhere from this day'),
  rangeUntil: z.iso.date().describe('to this one'),
  before: z.number().describe('Typical before: milliseconds, or hits of look-ups'),
  after: z.number(),
  effect: z.number().describe('After / before − 1; of a cache after − before'),
  isWorse: z.boolean(),
  pValue: z.number().nullable(),
  hoursAWeek: z.number().nullable().describe('What it costs people more each week, below 0: less'),
  isDrifting: z.boolean().describe('More than four changes in 90 days: it drifts'),
  label: z.string().nullable().describe('The command or layer that it is about'),
  suspects: z.array(suspectSchema).describe('Builds from rangeFrom to rangeUntil, the most probable first'),
  suspectCount: z.int().describe('How many there are in all'),
  logChanges: z.array(logChangeSchema),
});

export const changeSchema = storedChangeSchema.omit({ suspects: true, logChanges: true }).extend({
  id: z.string(),
  services: z.array(z.string()).describe('Its service, or all that share its step'),
  hasNamesakes: z.boolean().describe('Whether steps of other pipelines of the repository have the same name'),
  day: z.iso.date().describe('First day as it is after'),
  isAlarm: z
    .boolean()
    .describe('Seen on the day itself, by its median alone; it may still prove to be nothing'),
  state: z.enum(['new', 'acknowledged', 'explained']),
  mark: z
    .object({
      by: z.string().nullable(),
      note: z.string().nullable(),
      at: z.iso.datetime().nullable().describe('Null: nobody said so, an optimisation lies in the range'),
      optimisation: z.object({ id: z.int(), title: z.string() }).nullable(),
    })
    .nullable(),
});

export type Change = z.infer<typeof changeSchema>;

export const changesAnswerSchema = z.object({
  changes: z.array(changeSchema).describe('The newest first; their evidence is asked for with the points'),
  changeCount: z.int().describe('How many there are since then, beyond the limit too'),
  since: z.iso.date().describe('The first day that was looked at'),
  repositories: z.int(),
  searchedRepositories: z
    .int()
    .describe(
      'Whose history has been searched under the settings of now; the others follow in the background, and what is listed of them is of settings of before',
    ),
  timeZone: z.string().describe('Of the organisation'),
  today: z.iso.date().describe('There: the day that is not over yet'),
});

export type ChangesAnswer = z.infer<typeof changesAnswerSchema>;

const name = (description: string) =>
  z.string().min(1).max(300).nullable().default(null).describe(description);

const MOST_LISTED = 2000;
const LIMIT = { error: () => `must be a whole number from 1 to ${MOST_LISTED}` };

export const changesSearchSchema = z.strictObject({
  team: name('A team, as the rules name it'),
  service: name('A service, as the rules name it'),
  repository: name('namespace/name'),
  pipeline: name('A pipeline'),
  step: name('A step'),
  kind: z
    .enum(CHANGE_KINDS, { error: () => `must be one of ${CHANGE_KINDS.join(', ')}` })
    .nullable()
    .default(null)
    .describe('wait: of whole builds; step; cache: of a hit rate'),
  direction: z
    .enum(['worse', 'better'], { error: () => 'must be worse or better' })
    .nullable()
    .default(null)
    .describe('worse: slower, or cached less'),
  state: z
    .enum(['new', 'acknowledged', 'explained'], { error: () => 'must be new, acknowledged or explained' })
    .nullable()
    .default(null)
    .describe('What people said of it'),
  since: z
    .string()
    .refine(isDay, { error: 'must be a day such as 2026-03-02' })
    .nullable()
    .default(null)
    .describe('The first day; left out: a year ago'),
  limit: z.coerce
    .number(LIMIT)
    .int(LIMIT)
    .min(1, LIMIT)
    .max(MOST_LISTED, LIMIT)
    .default(200)
    .describe('How many'),
});

export type ChangesSearch = z.infer<typeof changesSearchSchema>;

/** What somebody says of a change. */
export const changeMarkSchema = z
  .strictObject({
    id: z.string().max(1000),
    state: z
      .enum(['new', 'acknowledged', 'explained'], { error: () => 'must be new, acknowledged or explained' })
      .describe('new takes back what was said'),
    by: z.string().trim().max(200, 'has more than 200 characters').nullable().default(null),
    note: z.string().trim().max(4000, 'has more than 4000 characters').nullable().default(null),
    optimisationId: z
      .int32({ error: () => 'must be the number of an optimisation, such as 12' })
      .min(1, { error: () => 'must be the number of an optimisation, such as 12' })
      .nullable()
      .default(null)
      .describe('By which optimisation it is explained'),
  })
  .refine(({ state, note, optimisationId }) => state !== 'explained' || note || optimisationId !== null, {
    path: ['note'],
    error: 'is empty: say what explains it, or give the optimisationId that does',
  });

export type ChangeMark = z.input<typeof changeMarkSchema>;

/** The address names a change that is not there. */
export class NoChangeError extends Error {
  constructor(id: string) {
    super(`there is no change "${id}": the figures may have been computed anew; load the list again`);
    this.name = new.target.name;
  }
}

/** The request says that an optimisation explains a change, and there is none of this number. */
export class UnknownOptimisationError extends Error {
  constructor(id: number) {
    super(`optimisationId: there is no optimisation ${id}; it may have been deleted, load the list again`);
    this.name = new.target.name;
  }
}

export type LogChange = z.infer<typeof logChangeSchema>;

export type Suspect = z.infer<typeof suspectSchema>;

export type StoredChange = z.infer<typeof storedChangeSchema>;

export const changePointsSearchSchema = z.strictObject({
  id: z
    .string({ error: () => 'is missing: give the id of a change' })
    .max(1000)
    .describe('Of a change'),
});

export const changePointsSchema = z.object({
  unit: z.enum(['ms', 'ratio']),
  points: z
    .array(
      z.object({
        fromDay: z.iso.date(),
        untilDay: z.iso.date().describe('Days are merged until they hold enough'),
        n: z.int().describe('Builds, runs or look-ups'),
        value: z.number(),
      }),
    )
    .describe('Of working days, in order of time; [] where none are kept'),
  changes: z.array(
    z.object({ day: z.iso.date(), before: z.number(), after: z.number(), isWorse: z.boolean() }),
  ),
  ...storedChangeSchema.pick({ suspects: true, logChanges: true }).shape,
  hasLogsToGo: z
    .boolean()
    .describe(
      'Logs of its repository were still to be read when it was searched: logChanges may lack something',
    ),
});

export type ChangePoints = z.infer<typeof changePointsSchema>;
