import { z } from 'zod';

const side = z.object({
  from: z.iso.date(),
  until: z.iso.date().describe('First day after it'),
  workingDays: z.int().describe('Over by now'),
  buildCount: z.int().describe('Successful, no reruns'),
  p50Ms: z.number().nullable().describe('At the mix of the side before'),
  lostMsADay: z.number().nullable().describe('What people lost on a working day'),
});

const interval = z.object({ low: z.number(), high: z.number() });

/** Is it getting better or worse, and what moved it. */
export const trendSchema = z.object({
  verdict: z
    .enum(['better', 'worse', 'no clear change', 'not enough data'])
    .describe(
      'Of the typical wait: strict enough for one who looks every week for a year. Nothing else claims that anything got better or worse',
    ),
  ratio: z
    .number()
    .nullable()
    .describe('What the line through all days rises by, from the first to the last: 1 is not at all'),
  interval: interval.nullable().describe('99.9 %, of the ratio'),
  firstMs: z.number().nullable().describe('Typical wait by the line on the first day of it'),
  lastMs: z.number().nullable().describe('on the last day'),
  pValue: z.number().nullable(),
  from: z.iso.date().describe('The line begins here: ranges under eight weeks are seen with the one before'),
  until: z.iso.date(),
  before: side,
  after: side,
  lostChangeMsADay: z.number().nullable().describe('Hours lost on a working day, after less before'),
  volumeMsADay: z.number().describe('Of that: more or fewer builds'),
  speedMsADay: z.number().describe('Of that: builds that take longer or less'),
  mixMsADay: z.number().describe('Of that: other services build'),
  services: z
    .array(z.object({ service: z.string(), changeMsADay: z.number(), lostMsADay: z.number() }))
    .describe('Where the change is, the largest first'),
  steps: z
    .array(
      z.object({
        service: z.string().nullable().describe('Null: the services of its repository share the step'),
        repository: z.string(),
        pipeline: z.string(),
        step: z.string(),
        changeMsADay: z.number(),
        lostMsADay: z.number(),
      }),
    )
    .describe('The same step by step'),
  wait: z
    .object({
      buildCount: z.int(),
      dayCount: z.int(),
      p50Ms: z.number(),
      p50Interval: interval.nullable().describe('95 %, ms; null under seven days'),
      p90Ms: z.number(),
      p90Interval: interval.nullable(),
    })
    .nullable()
    .describe(
      'How long builds of the range were waited for, as they are: successful, no reruns, on working days that are over',
    ),
  lostAWeek: z
    .object({ measuredMs: z.number(), lowMs: z.number(), lostMs: z.number(), highMs: z.number() })
    .nullable()
    .describe(
      'What people lose in a week of working days at the rate of the range, within the band of the assumptions',
    ),
  lostInterval: interval
    .nullable()
    .describe('99.9 %, of lostChangeMsADay: only where it excludes 0 did the hours clearly change'),
  servicesTested: z.int().describe('Services with enough days for a line of their own'),
  movers: z
    .array(
      z.object({
        service: z.string(),
        verdict: z.enum(['better', 'worse']),
        firstMs: z.number().describe('Its typical wait by its own line, at the start'),
        lastMs: z.number(),
        buildCount: z.int(),
        dayCount: z.int(),
        pValue: z.number().describe('Below 0.001 divided by the number of services'),
      }),
    )
    .describe('Services whose own wait got clearly longer or shorter, the largest change first'),
  days: z
    .array(z.object({ day: z.iso.date(), buildCount: z.int(), p50Ms: z.number() }))
    .describe('Working days with builds'),
  sentence: z.string().describe('The verdict in words'),
});

export type TrendAnswer = z.infer<typeof trendSchema>;
