import { z } from 'zod';
import { CACHE_KINDS, STATUSES } from '@/lib/facts/vocabulary';
import { lostShape } from '@/lib/metrics/engine/lost-sums';
import { CAUSES } from '@/lib/waiting/waiting-day';
import { EXCLUSION_REASONS } from '../left-out';
import { VERDICTS } from './baseline';

/** Of a step with more commands and layers than this, those that took the longest are told. */
export const MAX_SPANS = 300;

/** A command, layer or pull. */
export const spanSchema = z.object({
  number: z.int().describe('Place in the log, from 1'),
  parent: z.int().nullable().describe('Number of the command that a layer or pull belongs to'),
  kind: z.enum(['pull', 'command', 'layer', 'other']),
  tool: z.string().nullable(),
  label: z.string().nullable().describe('The same in every build; null: too rare for a label of its own'),
  text: z.string().nullable().describe('As the first build printed it that had this label'),
  startMs: z.number().nullable().describe('Since the start of the step'),
  durationMs: z.number().nullable(),
  cache: z.enum(['hit', 'miss', 'unknown']),
});

/** What one tool said of its cache. */
export const cacheSchema = z.object({
  kind: z.enum(CACHE_KINDS),
  tool: z.string(),
  hits: z.int().nullable().describe('Null: the tool does not tell'),
  misses: z.int().nullable(),
  notLookedUp: z.int(),
  failed: z.int(),
  unfinished: z.int(),
  missMs: z.number().nullable().describe('What the misses took; null: the log does not tell'),
});

const INSIDE_STATES = [
  'read',
  'to-be-read',
  'silent',
  'missing',
  'unreadable',
  'too-old',
  'not-read',
  'not-ended',
  'never-ran',
] as const;

/** What is known of the log of a step. */
const stepInsideSchema = z.object({
  state: z
    .enum(INSIDE_STATES)
    .describe(
      'read: the log was read; to-be-read: its turn has not come; too-old: single commands are no longer kept; ' +
        'not-read: the settings of the poller leave it out',
    ),
  reason: z.string().nullable().describe('Why there are no commands, in words'),
  headTruncated: z.boolean().describe('The log begins later than the step'),
  tailTruncated: z.boolean(),
  spans: z.array(spanSchema),
  spansLeftOut: z.int().describe(`Beyond the ${MAX_SPANS} that took the longest`),
  caches: z.array(cacheSchema),
});

export type StepInside = z.infer<typeof stepInsideSchema>;

const ms = z.number().nullable();

const since = z.iso
  .date()
  .nullable()
  .describe('Of builds since this day alone, on which it changed; null: of all 28 days');

const usualSchema = z
  .object({ n: z.int(), p50Ms: ms, p75Ms: ms, p90Ms: ms, since })
  .describe('Successful builds of the same kind of branch in the 28 days before; null: there were none');

const knownChangeSchema = z
  .object({
    id: z.string().describe('Of the change'),
    day: z.iso.date(),
    beforeMs: z.number(),
    afterMs: z.number(),
  })
  .nullable()
  .describe(
    'The last change that was found in the 28 days before, where this took what it takes since; null: there is none, or it did not',
  );

const verdictSchema = z
  .enum(VERDICTS)
  .nullable()
  .describe('too-few: under 10 earlier ones; null: cut short or not over, and not longer than usual so far');

const stepSchema = z.object({
  number: z.int(),
  name: z.string(),
  service: z.string().nullable().describe('Null: the services of its repository share it'),
  status: z.enum(STATUSES),
  error: z.string().nullable(),
  errorIgnored: z.boolean(),
  exitCode: z.int(),
  image: z.string().nullable(),
  detached: z.boolean().nullable().describe('It runs beside the others; null: the server is too old to say'),
  dependsOn: z.array(z.string()).nullable(),
  startMs: ms.describe('Since the creation of the build'),
  stopMs: ms,
  runMs: ms.describe('Includes the pull of its image'),
  isOnPath: z.boolean().describe('On the critical path'),
  exclusiveMs: ms.describe('How much sooner the build would have ended without it'),
  usual: usualSchema,
  verdict: verdictSchema,
  knownChange: knownChangeSchema,
  usualCache: z
    .object({ n: z.int(), hitRatio: z.number().describe('Of all that was looked up, 0 to 1'), since })
    .nullable()
    .describe('What was cached in those builds, as far as their logs told; null: none did'),
  link: z.string().describe('Its log on the CI server'),
  inside: stepInsideSchema,
});

const stageSchema = z.object({
  number: z.int(),
  name: z.string(),
  status: z.enum(STATUSES),
  error: z.string().nullable(),
  exitCode: z.int(),
  machine: z.string().nullable(),
  os: z.string().nullable(),
  arch: z.string().nullable(),
  dependsOn: z.array(z.string()),
  startMs: ms,
  stopMs: ms,
  queueMs: ms.describe('From the last stop of what it depends on, else from its creation, to its start'),
  dependencyMs: ms.describe('While stages ran that it depends on'),
  runMs: ms,
  steps: z.array(stepSchema),
});

const waitedForSchema = z.object({
  kind: z.enum(['step', 'queue', 'between']),
  stage: z.int().nullable().describe('Number of the stage of the step'),
  step: z.int().nullable(),
  pathMs: z.number().describe('On the critical path'),
  tookMs: z.number().describe('Of a step its run, whether or not the build waited for all of it'),
  usualMs: ms.describe('p50 of the successful builds before; null: not known'),
  differenceMs: ms.describe(
    'What it added to the wait beyond its p50, or took off it; null: not known, or cut short before that',
  ),
  lostCache: z
    .object({ hits: z.int(), misses: z.int(), usualHitRatio: z.number(), n: z.int() })
    .nullable()
    .describe('Of a step whose cache hit less than half as often as it usually does'),
});

/** Everything that the page of one build shows. Parameters are never told: they may hold secrets. */
export const buildDetailSchema = z.object({
  repository: z.string(),
  number: z.int(),
  services: z.array(z.object({ service: z.string(), team: z.string() })),
  status: z.enum(STATUSES),
  error: z.string().nullable(),
  event: z.string(),
  branch: z.string().nullable().describe('Where the change comes from'),
  target: z.string().nullable().describe('Where it goes'),
  ref: z.string().nullable(),
  isOnDefaultBranch: z.boolean(),
  sha: z.string().nullable(),
  title: z.string().nullable(),
  cron: z.string().nullable(),
  deployTo: z.string().nullable(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  timeZone: z.string().describe('Of the organisation'),
  elapsedMs: z.number().describe('Since its creation, up to its end'),
  goneAt: z
    .string()
    .nullable()
    .describe('When its repository went from the server, if that was before it was seen to end'),
  waitMs: ms.describe('Without the approval; null: not ended, or not known'),
  approvalMs: ms.describe(
    'From its creation to the last approval that it waited for; 0: it needed none; null: perhaps it waited for one',
  ),
  queueMs: ms.describe('Of the wait, while no stage on the critical path had started'),
  runMs: ms,
  usualWait: usualSchema,
  usualQueue: usualSchema,
  verdict: verdictSchema,
  knownChange: knownChangeSchema.describe('The same of the wait'),
  waitedFor: z
    .array(waitedForSchema)
    .nullable()
    .describe(
      'The critical path added up by step, queue and what lies between: the parts add up to the wait. Those first ' +
        'that took longest beyond their p50, then what took the longest; null: not ended',
    ),
  path: z
    .array(
      z.object({
        fromMs: z.number(),
        untilMs: z.number(),
        isQueued: z.boolean(),
        isApproval: z.boolean().describe('Somebody had to approve the build yet'),
        pipeline: z.string().nullable(),
        step: z.string().nullable(),
      }),
    )
    .nullable()
    .describe('Stretches of the critical path, which cover the build without a gap; null: not ended'),
  stages: z.array(stageSchema),
  lost: z
    .object({ ...lostShape, causes: z.array(z.object({ cause: z.enum(CAUSES), ...lostShape })) })
    .nullable()
    .describe('Hours lost to it, and by cause, in milliseconds; null: not computed yet'),
  nobodyWaits: z
    .enum(EXCLUSION_REASONS)
    .nullable()
    .describe(
      'Why it costs nobody anything; broken: in error before it had a stage; bad-creation, ended-early and no-end: ' +
        'its times cannot be, and no figure counts it',
    ),
  parent: z.int().nullable().describe('What was restarted, promoted or rolled back'),
  isRerun: z.boolean(),
  rerunOf: z.int().nullable(),
  children: z.array(z.int()).describe('Builds that restarted, promoted or rolled back this one'),
  previous: z.int().nullable(),
  next: z.int().nullable(),
  ciServer: z.string().describe('What kind of CI server it ran on'),
  link: z.string().describe('The build on its CI server'),
  commitLink: z.string().nullable().describe('The change, where the code is kept'),
});

export type BuildDetail = z.infer<typeof buildDetailSchema>;
export type BuildStage = BuildDetail['stages'][number];
export type BuildStep = BuildStage['steps'][number];
export type WaitedFor = z.infer<typeof waitedForSchema>;
