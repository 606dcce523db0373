import { z } from 'zod';
import { LEFT_OUT_REASONS } from '@/lib/builds/left-out';
import { CACHE_KINDS, EVENTS } from '@/lib/facts/vocabulary';
import { changeSchema, storedChangeSchema } from '@/lib/insights/changes/change';
import { findingSchema } from '@/lib/insights/fix-first/finding';
import { effectSchema } from '@/lib/insights/optimisations/effect';
import { scopeSchema } from '@/lib/insights/scope';
import { trendSchema } from '@/lib/insights/trend/trend-answer';
import { lostCause } from '@/lib/metrics/engine/lost-sums';
import { METRICS } from '@/lib/metrics/registry';

const count = z.int();

const dayRange = z.object({ from: z.iso.date(), until: z.iso.date().describe('First day after it') });

const told = changeSchema
  .pick({
    ...{ id: true, kind: true, service: true, services: true, team: true, repository: true, pipeline: true },
    ...{ step: true, cacheKind: true, tool: true, day: true, rangeFrom: true, rangeUntil: true },
    ...{ before: true, after: true, effect: true, isWorse: true, isAlarm: true, hoursAWeek: true },
    ...{ label: true, mark: true, suspectCount: true },
  })
  // Reports that were made before it was known do not have it.
  .extend({ hasNamesakes: changeSchema.shape.hasNamesakes.default(false) });

/** Something that changed, with all that has the same cause, and what may have been the cause. */
export const toldChangeSchema = z.object({
  change: told,
  others: z.array(told).describe('Of the same repository and cause, at about the same time'),
  isLate: z
    .boolean()
    .describe('Its day is before the week: it was not known when the report before was made'),
  suspects: storedChangeSchema.shape.suspects.describe('The first of them'),
  logChanges: storedChangeSchema.shape.logChanges.describe('The first of them'),
});

export type ToldChange = z.infer<typeof toldChangeSchema>;

const toldOptimisationSchema = z.object({
  id: z.int(),
  title: z.string(),
  day: z.iso.date(),
  by: z.string().nullable(),
  scope: scopeSchema,
  isLate: z.boolean().describe('It was told before, when its effect was not clear yet'),
  noDaysBetween: z
    .array(z.string())
    .describe('Others so near that they leave no day to measure; [] where there are days'),
  effect: effectSchema
    .pick({ before: true, after: true, isComplete: true, hoursAWeek: true, moneyAWeek: true, currency: true })
    .extend({
      direction: effectSchema.shape.comparison.shape.direction,
      worthVerdict: z.enum(['material', 'no material change', 'not enough data']).nullable(),
      ratio: z.number().nullable().describe('Of the typical wait or step, after / before'),
      interval: z.object({ low: z.number(), high: z.number() }).nullable().describe('95 %, of the ratio'),
      of: z.enum(['wait', 'steps']),
      p50BeforeMs: z.number().nullable(),
      p50Ms: z.number().nullable(),
      sentence: z.string().describe('The verdict in words'),
    })
    .nullable()
    .describe('Null: not measured yet'),
});

export type ToldOptimisation = z.infer<typeof toldOptimisationSchema>;

/** What a report was made of: the same figures as those of the pages and the API for the same days. */
export const reportFiguresSchema = z.object({
  week: z.string(),
  days: dayRange,
  team: z.string().nullable().describe('Null: the organisation'),
  timeZone: z.string(),
  isOver: z.boolean().describe('False: the week so far'),
  builtAt: z.iso.datetime(),
  isMadeAfterwards: z.boolean(),
  data: z.object({
    askedAt: z.iso.datetime().nullable().describe('When the CI server was asked last what is new'),
    missing: z.array(z.string()).describe('What was not imported or computed yet; [] is what one wants'),
    fingerprint: z.string().describe('Of packed weeks: with other data it is another one'),
  }),
  settings: z.object({
    fingerprint: z.string(),
    ratePerHour: z.number(),
    currency: z.string(),
    workdays: z.array(z.int()),
  }),
  workingDays: z.object({ now: z.number(), before: z.number() }),
  totals: METRICS.totals.row.describe('Of the week: metric totals'),
  lacksHours: z
    .boolean()
    .default(false)
    .describe('Hours lost were not computed yet: those of totals are none'),
  totalsBefore: METRICS.totals.row.nullable().describe('Of the week before; null: it had no build'),
  usual: z
    .object({
      weeks: count.describe('Weeks before with builds, eight at most'),
      lostMsADay: z.number().describe('Median of them: hours lost on a working day'),
      leastLostMsADay: z.number().nullable().default(null).describe('Of the week that had the fewest'),
      mostLostMsADay: z.number().nullable().default(null),
      waitP50Ms: z.number().nullable().describe('Median of their typical waits'),
    })
    .nullable()
    .describe('Null: fewer than three weeks are known'),
  wait: trendSchema.shape.wait,
  failed: z
    .object({ count, endedCount: count.describe('Success, failure and error') })
    .nullable()
    .default(null)
    .describe('Failures and errors: metric outcomes; null: not counted yet when the report was made'),
  where: z
    .object({
      causes: z.array(z.object({ cause: lostCause, lostMs: z.number() })),
      services: z.array(z.object({ service: z.string(), lostMs: z.number() })),
    })
    .nullable()
    .default(null)
    .describe('Where most of the hours went, of each the first three: metrics lost and services'),
  trend: z
    .object({
      lineFrom: z.iso.date().describe('The line of the waits begins here, its days end with the week'),
      ...{ days: dayRange, verdict: trendSchema.shape.verdict, sentence: z.string() },
      lostSentence: z.string().nullable(),
    })
    .describe('Over the four weeks that end with this one, as the Overview tells it'),
  worse: z.array(toldChangeSchema).describe('What got slower, or is cached less; each is told in one report'),
  better: z.array(toldChangeSchema),
  optimisations: z.array(toldOptimisationSchema),
  caches: z
    .array(
      z.object({
        kind: z.enum(CACHE_KINDS),
        ...{ hits: count, misses: count, hitRatio: z.number().nullable() },
        hitRatioBefore: z.number().nullable().describe('Of the week before'),
        change: z
          .object({ low: z.number(), high: z.number() })
          .nullable()
          .optional()
          .describe(
            '99.9 %, of the rate less the mean of the eight weeks before; null: fewer than five are known',
          ),
      }),
    )
    .describe('By kind: metric cache-rates'),
  fixFirst: z
    .object({
      weeks: dayRange,
      openCount: count,
      findings: z.array(
        findingSchema.pick({
          ...{ key: true, title: true, advice: true, service: true, team: true, repository: true },
          ...{ pipeline: true, step: true, hoursAWeek: true, lowHoursAWeek: true, highHoursAWeek: true },
          ...{ moneyAWeek: true, currency: true },
        }),
      ),
    })
    .nullable()
    .describe('Null: not computed yet'),
  slowBuilds: z
    .array(
      z.object({
        ...{ repository: z.string(), number: count, finishedAt: z.iso.datetime() },
        ...{ waitMs: z.number(), queueMs: z.number() },
        usualMs: z
          .number()
          .describe(
            'Median of the 28 days before, or since the wait changed, of its repository and kind of branch',
          ),
        event: z.enum(EVENTS),
      }),
    )
    .describe('Of the slowest, those that took at least twice what is usual'),
  leftOut: z.object({
    all: count,
    waitedFor: count,
    timed: count,
    reasons: z.record(z.enum(LEFT_OUT_REASONS), count),
  }),
});

export type ReportFigures = z.infer<typeof reportFiguresSchema>;
