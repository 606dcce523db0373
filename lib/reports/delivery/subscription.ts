import { z } from 'zod';
import { isTimeZone } from '@/lib/time/zones';
import { ALERT_KINDS } from '../alerts/alert';

export const CHANNELS = ['email', 'slack', 'webhook'] as const;

export type Channel = (typeof CHANNELS)[number];

const wholeNumber = (least: number, most: number) => {
  const error = () => `must be a whole number from ${least} to ${most}`;
  return z.number({ error }).int({ error }).min(least, { error }).max(most, { error });
};

const options = {
  team: z.string().trim().min(1).max(300).nullable().default(null).describe('Null: the organisation'),
  weekday: wholeNumber(1, 7).default(1).describe('1, Monday, to 7'),
  hour: wholeNumber(0, 23).default(7).describe('Of the clocks in its time zone'),
  timeZone: z
    .string()
    .trim()
    .refine(isTimeZone, { error: 'must be the IANA name of a time zone, such as Europe/Berlin' }),
  isPaused: z.boolean().default(false),
  sendsReport: z.boolean().default(true).describe('The weekly report; false: only alerts'),
  alerts: z
    .array(z.enum(ALERT_KINDS, { error: () => `must be some of ${ALERT_KINDS.join(', ')}` }))
    .max(ALERT_KINDS.length)
    .default([])
    .describe(
      'Kinds of alerts: a wait or step that got slower (regression), a cache that hits less, a queue out of its band, ' +
        'a missed target, and what was unusual on one day. [] sends none',
    ),
};

/** In words for people; null: something is sent. */
function nothingProblem({ sendsReport, alerts }: { sendsReport: boolean; alerts: readonly unknown[] }) {
  return sendsReport || alerts.length > 0 ? null : 'sends nothing: choose the weekly report or an alert';
}

const target = z.string().trim().max(2000, 'has more than 2000 characters');

export const subscriptionDraftSchema = z
  .strictObject({
    ...options,
    channel: z.enum(CHANNELS, { error: () => `must be one of ${CHANNELS.join(', ')}` }),
    target: target.describe('An address of mail, or of a webhook: that is a secret, and no answer has it'),
  })
  .superRefine(({ channel, target, ...what }, context) => {
    const problem = targetProblem(channel, target);
    if (problem !== null) context.addIssue({ code: 'custom', path: ['target'], message: problem });
    const nothing = nothingProblem(what);
    if (nothing !== null) context.addIssue({ code: 'custom', path: ['sendsReport'], message: nothing });
  });

export type SubscriptionDraft = z.infer<typeof subscriptionDraftSchema>;

/** Of the answer that was edited; a target that is left out stays. */
export const subscriptionEditSchema = z
  .strictObject({
    ...options,
    target: target.nullable().default(null).describe('Null: as it is'),
    revision: z.iso.datetime().describe('Of the answer that was edited'),
  })
  .superRefine((what, context) => {
    const nothing = nothingProblem(what);
    if (nothing !== null) context.addIssue({ code: 'custom', path: ['sendsReport'], message: nothing });
  });

export type SubscriptionEdit = z.infer<typeof subscriptionEditSchema>;

/** In words for people; null: it is right. Whether a webhook's address may be asked is told when it is. */
export function targetProblem(channel: Channel, text: string): string | null {
  if (channel === 'email') {
    const isAddress = /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+$/.test(text) && text.length <= 254;
    return isAddress ? null : 'must be an address of mail, such as team@example.com';
  }
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    return 'must be the address of a webhook, such as https://hooks.slack.com/services/…';
  }
  return url.username === '' && url.password === ''
    ? null
    : 'must not have a name or password before its host';
}

/** What may be shown of a target: of a webhook its host, since Slack's addresses are secrets. */
export function maskedTarget(channel: Channel, text: string): string {
  if (channel === 'email') return text;
  return URL.canParse(text) ? `${new URL(text).host}/…` : '…';
}

export const DELIVERY_STATES = [
  'waiting',
  'pending',
  'sending',
  'delivered',
  'gave up',
  'cancelled',
] as const;

const deliverySchema = z.object({
  id: z.uuid(),
  subject: z.string().describe('report:2026-W47, alerts:2026-11-23T10:12:00.000Z, or test:…'),
  state: z.enum(DELIVERY_STATES).describe('waiting: for its report; pending: for its next attempt'),
  dueAt: z.iso.datetime(),
  nextAttemptAt: z.iso.datetime().nullable().describe('Null: there is none'),
  attempts: z.int(),
  endedAt: z.iso.datetime().nullable(),
  problem: z.string().nullable().describe('Of the last attempt'),
});

export const subscriptionSchema = z.object({
  id: z.int(),
  team: z.string().nullable(),
  channel: z.enum(CHANNELS),
  target: z.string().describe('Of a webhook only its host'),
  weekday: z.int(),
  hour: z.int(),
  timeZone: z.string(),
  isPaused: z.boolean(),
  sendsReport: z.boolean(),
  alerts: z.array(z.enum(ALERT_KINDS)),
  nextDueAt: z.iso.datetime().nullable().describe('Of its next report; null: none is due'),
  revision: z.iso.datetime(),
  deliveries: z.array(deliverySchema).describe('The latest five, the newest first'),
});

export type Subscription = z.infer<typeof subscriptionSchema>;

export const subscriptionsAnswerSchema = z.object({
  subscriptions: z.array(subscriptionSchema),
  mail: z.string().nullable().describe('Why no mail can be sent; null: it can'),
  links: z.string().nullable().describe('Why messages have no links; null: they do'),
});

export type SubscriptionsAnswer = z.infer<typeof subscriptionsAnswerSchema>;

/** One that was just made: the only answer with the secret that signs its messages. */
export const newSubscriptionSchema = subscriptionSchema.extend({
  signingSecret: z.string().nullable().describe('Shown once; null where nothing is signed'),
});

export type NewSubscription = z.infer<typeof newSubscriptionSchema>;

export const deletedSubscriptionSchema = z.object({ id: z.int() });

export const testAnswerSchema = z.object({ id: z.int() });

/** What was sent as the new target is none of its channel. */
export class TargetError extends Error {
  constructor(readonly problem: string) {
    super(`target ${problem}`);
    this.name = new.target.name;
  }
}

export class NoSubscriptionError extends Error {
  constructor(id: number) {
    super(`there is no subscription ${id}; it may have been deleted, load the list again`);
    this.name = new.target.name;
  }
}

export class SubscriptionConflictError extends Error {
  constructor() {
    super('somebody else saved this subscription meanwhile: load it again, nothing was changed');
    this.name = new.target.name;
  }
}
