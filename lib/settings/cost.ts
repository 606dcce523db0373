import { z } from 'zod';
import { DAY_MINUTES } from '@/lib/time/units';
import { number, section, show, wholeNumber, yesOrNo } from './fields';

const minutes = (max: number) => number(0, max, ' minutes');

/** The assumptions behind estimated hours lost, and what an hour costs. */
export const costSchema = section({
  /** A: so long after the push attention is full. */
  fullAttentionMinutes: minutes(DAY_MINUTES).default(10),
  /** C: so long after the push attention ends. */
  partialUntilMinutes: minutes(DAY_MINUTES).default(30),
  /** p, from 0 to 1: attention between the two. */
  partialWeight: number(0, 1, '').default(0.25),
  /** G: a longer wait ends with a switch. */
  switchAfterMinutes: minutes(DAY_MINUTES).default(3),
  /** S: what a switch costs; 0 leaves switches out. */
  switchCostMinutes: minutes(8 * 60).default(5),
  /** N, for each person. */
  maxSwitchesADay: wholeNumber(0, 100).default(6),
  /** No person loses more on one day. */
  capHoursADay: number(0, 24, ' hours').default(8),
  /** A build that is under way for longer is stuck: no more than this of it counts. */
  stuckAfterHours: number(1, 24, ' hours').default(4),
  /** Whether the time until somebody approved a build counts as lost. */
  countApproval: yesOrNo().default(false),
  ratePerHour: number(0, 1_000_000, '').default(75),
  /** ISO 4217. */
  currency: z
    .string({ error: currencyError })
    .refine(code => Intl.supportedValuesOf('currency').includes(code), { error: currencyError })
    .default('EUR'),
  /** Null: machine time is not priced. */
  runnerRatePerHour: number(0, 1_000_000, '; null for none').nullable().default(null),
}).superRefine(({ fullAttentionMinutes, partialUntilMinutes }, context) => {
  if (fullAttentionMinutes <= partialUntilMinutes) return;
  context.addIssue({
    code: 'custom',
    path: ['partialUntilMinutes'],
    message: `is ${partialUntilMinutes}: attention cannot end before it fades; give ${fullAttentionMinutes} (fullAttentionMinutes) or more`,
  });
});

function currencyError({ input }: { input?: unknown }): string {
  return `is ${show(input)}: give the three letters of a currency, such as EUR or USD`;
}
