import { z } from 'zod';
import { CACHE_KINDS } from '@/lib/facts/vocabulary';

const interval = z.object({ low: z.number(), high: z.number() });
const ratio = z.number().nullable();

const directionSchema = z
  .enum(['faster', 'slower', 'no clear change', 'not enough data'])
  .describe(
    'faster or slower: the 95 % interval excludes no change. Never under 7 working days or 30 builds a side',
  );

const worthSchema = z
  .object({
    hoursAWeek: z.number().describe('Saved; below 0 where it got slower'),
    interval,
    verdict: z
      .enum(['material', 'no material change', 'not enough data'])
      .describe('material: the interval excludes none, and it is 0.5 h a week or more'),
  })
  .nullable()
  .describe('Null where there is no interval, or nobody waited');

const sideSchema = z.object({
  from: z.iso.date(),
  until: z.iso.date().describe('First day after it'),
  workingDays: z.int().describe('Working days with builds'),
  buildCount: z.int().describe('Successful, no reruns, that both sides have the like of'),
  p50Ms: z.number().nullable().describe('At the mix of services, steps and events of the side before'),
  p90Ms: z.number().nullable(),
  rawP50Ms: z.number().nullable().describe('At the mix that the side itself has'),
  queueP50Ms: z.number().nullable().describe('Of the same builds; null where steps are compared'),
  runP50Ms: z.number().nullable(),
  failedCount: z.int(),
  endedCount: z.int().describe('success, failure and error'),
  failedRatio: ratio,
  weekdayBuilds: z.array(z.int()).length(7).describe('Builds from Monday to Sunday'),
  coldRatio: ratio.describe('Builds whose caches missed more than they hit, of those whose logs tell'),
});

const stepEffectSchema = z.object({
  service: z.string().nullable().describe('Null: the services of its repository share the step'),
  repository: z.string(),
  pipeline: z.string(),
  step: z.string(),
  nBefore: z.int(),
  n: z.int(),
  p50BeforeMs: z.number().nullable(),
  p50Ms: z.number().nullable(),
  p90BeforeMs: z.number().nullable(),
  p90Ms: z.number().nullable(),
  ratio,
  interval: interval.nullable(),
  qValue: z.number().nullable().describe('Benjamini–Hochberg over the table; believed up to 0.1'),
  direction: directionSchema,
});

const cacheEffectSchema = z.object({
  kind: z.enum(CACHE_KINDS),
  hitRatioBefore: ratio,
  hitRatio: ratio,
  lookupsBefore: z.int(),
  lookups: z.int(),
});

const controlSchema = z.object({
  services: z.array(z.string()).describe('On the same runners, and outside of the scope'),
  isSuggested: z.boolean(),
  ratio: ratio.describe('What changed beyond what the control changed'),
  interval: interval.nullable(),
  pValue: z.number().nullable(),
  movedAlikeBefore: z
    .boolean()
    .nullable()
    .describe('Whether the difference to the control stayed the same before; null: too few days to say'),
  days: z
    .array(z.object({ day: z.iso.date(), scope: ratio, control: ratio }))
    .describe('Daily medians over the median before, 1 is as before'),
});

export const comparisonSchema = z.object({
  of: z
    .enum(['wait', 'steps'])
    .describe('What is compared: the wait for builds, or the steps of the scope together'),
  before: sideSchema,
  after: sideSchema,
  ratio: ratio.describe('A typical build after / before (Hodges–Lehmann)'),
  interval: interval.nullable().describe('95 %, of the ratio'),
  pValue: z.number().nullable(),
  direction: directionSchema,
  worth: worthSchema,
  detectable: z
    .object({ faster: z.number(), slower: z.number() })
    .nullable()
    .describe('Ratios that would be found in four of five cases with these days'),
  method: z.enum(['Welch on daily log-medians', 'bootstrap of working days']).nullable(),
  seed: z.int().nullable().describe('Of the bootstrap'),
  draws: z.int().nullable(),
  failures: z
    .object({ difference: z.number(), interval })
    .nullable()
    .describe('Failure rate after less before, 95 % by Newcombe'),
  atSameWeekdays: ratio.describe('The ratio when every weekday weighs as before'),
  atSameCaches: ratio.describe(
    'The ratio when as many builds were cold as before: what caches alone do is left out',
  ),
  hoursAWeekBefore: z.number().nullable().describe('What the builds or steps compared cost people'),
  steps: z.array(stepEffectSchema),
  caches: z.array(cacheEffectSchema),
  control: controlSchema.nullable(),
  leftOutCount: z.int().describe('Builds of a kind (service, steps, event) that only one side has enough of'),
  days: z
    .array(
      z.object({
        day: z.iso.date(),
        side: z.enum(['before', 'after']),
        buildCount: z.int(),
        p50Ms: z.number().nullable(),
        durationsMs: z.array(z.number()),
      }),
    )
    .describe('Every number behind the verdict: the durations of each working day, at the mix before'),
  sentence: z.string().describe('The verdict in words'),
});

export type ComparedSide = z.infer<typeof sideSchema>;

export type StepEffect = z.infer<typeof stepEffectSchema>;

export type CacheEffect = z.infer<typeof cacheEffectSchema>;

export type ControlAnswer = z.infer<typeof controlSchema>;

export type Comparison = z.infer<typeof comparisonSchema>;
