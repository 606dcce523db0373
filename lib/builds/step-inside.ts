import { z } from 'zod';
import { CACHE_KINDS } from '@/lib/facts/cache-kind';

/** Of a step with more commands and layers than this, those that took the longest are told. */
export const SPANS_TOLD = 300;

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
export const stepInsideSchema = z.object({
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
  spansLeftOut: z.int().describe(`Beyond the ${SPANS_TOLD} that took the longest`),
  caches: z.array(cacheSchema),
});

export type StepInside = z.infer<typeof stepInsideSchema>;
