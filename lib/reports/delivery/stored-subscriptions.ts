import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Delivery as DeliveryRow, Subscription as SubscriptionRow } from '@/lib/db/generated/client';
import { type PrismaTransaction, prismaFor } from '@/lib/db/prisma';
import { storableText } from '@/lib/db/storable-text';
import { ALERT_KINDS, type Alert } from '../alerts/alert';
import { alertItem } from '../alerts/alert-message';
import { findLatest } from '../alerts/stored-alerts';
import type { ReportDocument } from '../report-document';
import { enqueue } from './deliveries';
import { nextDue } from './due-times';
import { createLinkKey, createSigningSecret, isUnsubscribeToken, subscriptionOfToken } from './link-tokens';
import {
  CHANNELS,
  type Channel,
  DELIVERY_STATES,
  maskedTarget,
  type NewSubscription,
  NoSubscriptionError,
  type Subscription,
  SubscriptionConflictError,
  type SubscriptionDraft,
  type SubscriptionEdit,
  TargetError,
  targetProblem,
} from './subscription';

const DELIVERIES_SHOWN = 5;

type Prisma = Awaited<ReturnType<typeof prismaFor>>;
/** What was sent is long, and no list shows it. */
type ListedDelivery = Omit<DeliveryRow, 'document'>;
type StoredRow = SubscriptionRow & { deliveries: ListedDelivery[] };

const WITH_DELIVERIES = {
  deliveries: {
    orderBy: [{ dueAt: 'desc' as const }, { id: 'desc' as const }],
    take: DELIVERIES_SHOWN,
    omit: { document: true as const },
  },
};

/** What a poller asks of each subscription that gets reports, and is neither paused nor deleted. */
export async function listReportSubscriptions(pool: pg.Pool) {
  return (await prismaFor(pool)).subscription.findMany({
    where: { deletedAt: null, isPaused: false, sendsReport: true },
    select: {
      ...{ id: true, team: true, weekday: true, hour: true, timeZone: true },
      activeFrom: true,
    },
    orderBy: { id: 'asc' },
  });
}

/** All of them, in the order in which they were made. */
export async function listSubscriptions(pool: pg.Pool, now: Date): Promise<Subscription[]> {
  const rows = await (await prismaFor(pool)).subscription.findMany({
    where: { deletedAt: null },
    include: WITH_DELIVERIES,
    orderBy: { id: 'asc' },
  });
  return rows.map(row => subscriptionOf(row, now));
}

/** Its answer is the only one with the secret that signs the messages of a webhook. */
export async function addSubscription(
  pool: pg.Pool,
  { channel, target, ...draft }: SubscriptionDraft,
  now: Date,
): Promise<NewSubscription> {
  const secret = channel === 'webhook' ? createSigningSecret() : null;
  const row = await (await prismaFor(pool)).subscription.create({
    data: {
      ...columnsOf(draft),
      ...{ channel, target: storableText(target), secret },
      ...{ linkKey: createLinkKey(), activeFrom: now, alertsFrom: now },
    },
  });
  return { ...subscriptionOf({ ...row, deliveries: [] }, now), signingSecret: secret };
}

/** @throws NoSubscriptionError, SubscriptionConflictError, TargetError */
export async function editSubscription(
  pool: pg.Pool,
  id: number,
  { revision, target, ...draft }: SubscriptionEdit,
  now: Date,
): Promise<Subscription> {
  const prisma = await prismaFor(pool);
  const stored = await findOne(prisma, id);
  if (revisionOf(stored) !== revision) throw new SubscriptionConflictError();
  const problem = target === null ? null : targetProblem(channelOf(stored), target);
  if (problem !== null) throw new TargetError(problem);
  const { weekday, hour, timeZone, isPaused, sendsReport, alerts, team } = stored;
  // Another hour or more alerts bring forth nothing that was due or found before, and what is wanted as before is not lost.
  const isOtherwiseDue =
    weekday !== draft.weekday ||
    hour !== draft.hour ||
    timeZone !== draft.timeZone ||
    isPaused !== draft.isPaused ||
    sendsReport !== draft.sendsReport;
  const wantsOtherAlerts =
    isPaused !== draft.isPaused || team !== draft.team || draft.alerts.some(kind => !alerts.includes(kind));
  await prisma.$transaction(async transaction => {
    const { count } = await transaction.subscription.updateMany({
      where: { id, deletedAt: null, updatedAt: stored.updatedAt },
      data: {
        ...columnsOf(draft),
        ...(target === null ? {} : { target: storableText(target) }),
        ...(isOtherwiseDue ? { activeFrom: now } : {}),
        ...(wantsOtherAlerts ? { alertsFrom: now } : {}),
        updatedAt: new Date(Math.max(now.getTime(), stored.updatedAt.getTime() + 1)),
      },
    });
    if (count === 0) throw new SubscriptionConflictError();
    if (draft.isPaused) await cancelOpen(transaction, id, now);
    if (!draft.sendsReport) await cancelOpen(transaction, id, now, 'report:');
    if (draft.alerts.length === 0) await cancelOpen(transaction, id, now, 'alerts:');
  });
  return subscriptionOf(await findOne(prisma, id), now);
}

/** Deletes it; it can be restored. @throws NoSubscriptionError */
export async function deleteSubscription(pool: pg.Pool, id: number, now: Date): Promise<void> {
  const prisma = await prismaFor(pool);
  await prisma.$transaction(async transaction => {
    const { count } = await transaction.subscription.updateMany({
      where: { id, deletedAt: null },
      data: { deletedAt: now },
    });
    if (count === 0) throw new NoSubscriptionError(id);
    await cancelOpen(transaction, id, now);
  });
}

/** What is not under way is not sent, also when the subscription goes on later. @param ofSubject how what is ended begins */
async function cancelOpen(
  { delivery }: PrismaTransaction,
  subscriptionId: number,
  now: Date,
  ofSubject = '',
): Promise<void> {
  await delivery.updateMany({
    where: { subscriptionId, state: { in: ['waiting', 'pending'] }, subject: { startsWith: ofSubject } },
    data: { state: 'cancelled', endedAt: now },
  });
}

/** Brings back what was deleted, from now on. @throws NoSubscriptionError when there never was one */
export async function restoreSubscription(pool: pg.Pool, id: number, now: Date): Promise<Subscription> {
  const prisma = await prismaFor(pool);
  await prisma.subscription.updateMany({
    where: { id, deletedAt: { not: null } },
    data: { deletedAt: null, activeFrom: now, alertsFrom: now },
  });
  return subscriptionOf(await findOne(prisma, id), now);
}

/** Puts a message on the list that says that messages arrive, and shows what alerts look like. @throws NoSubscriptionError */
export async function sendTest(pool: pg.Pool, id: number, now: Date): Promise<void> {
  const { alerts, team } = await findOne(await prismaFor(pool), id);
  const latest = alerts.length === 0 ? null : await findLatest(pool, { kinds: alerts, team });
  const sections = alerts.length === 0 ? [] : [sampleSection(latest)];
  const document = { ...TEST_DOCUMENT, sections };
  await enqueue(pool, { subscriptionId: id, subject: `test:${randomUUID()}`, dueAt: now }, document);
}

/** What an alert of this subscription looks like. */
function sampleSection(latest: Alert | null) {
  return {
    title: 'Alerts look like this: the latest that was found',
    emptyText: 'Nothing was found yet that this subscription is to be alerted of.',
    items: latest === null ? [] : [alertItem(latest)],
    table: null,
  };
}

const TEST_DOCUMENT: ReportDocument = {
  title: 'Buildhours: a test',
  subtitle: 'Somebody asked for it under Settings, Reports and alerts',
  href: '/settings/reports',
  notices: [],
  lead: ['What this subscription sends arrives here.'],
  figures: [],
  sections: [],
  footer: [],
};

/** The subscription that a link of a mail ends; null: no such link was ever made, or it has ended. */
export async function findByToken(
  pool: pg.Pool,
  token: string,
): Promise<{ id: number; target: string } | null> {
  const id = subscriptionOfToken(token);
  if (id === null) return null;
  const row = await (await prismaFor(pool)).subscription.findFirst({ where: { id, deletedAt: null } });
  if (row === null || !isUnsubscribeToken(token, id, row.linkKey)) return null;
  return { id, target: maskedTarget(channelOf(row), row.target) };
}

async function findOne(prisma: Prisma, id: number): Promise<StoredRow> {
  const row = await prisma.subscription.findFirst({
    where: { id, deletedAt: null },
    include: WITH_DELIVERIES,
  });
  if (row === null) throw new NoSubscriptionError(id);
  return row;
}

function columnsOf(draft: Omit<SubscriptionDraft, 'channel' | 'target'>) {
  return { ...draft, team: draft.team === null ? null : storableText(draft.team) };
}

function subscriptionOf(row: StoredRow, now: Date): Subscription {
  const { id, team, target, weekday, hour, timeZone, isPaused, sendsReport, alerts, deliveries } = row;
  const channel = channelOf(row);
  return {
    ...{ id, team, channel, target: maskedTarget(channel, target), weekday, hour, timeZone },
    ...{ isPaused, sendsReport, alerts: ALERT_KINDS.filter(kind => alerts.includes(kind)) },
    nextDueAt: isPaused || !sendsReport ? null : nextDue(row, now).at.toISOString(),
    revision: revisionOf(row),
    deliveries: deliveries.map(deliveryOf),
  };
}

function deliveryOf({
  id,
  subject,
  state,
  dueAt,
  nextAttemptAt,
  attempts,
  endedAt,
  problem,
}: ListedDelivery) {
  return {
    ...{ id, subject, attempts, problem },
    state: DELIVERY_STATES.find(known => known === state) ?? 'pending',
    dueAt: dueAt.toISOString(),
    nextAttemptAt: endedAt === null ? nextAttemptAt.toISOString() : null,
    endedAt: endedAt?.toISOString() ?? null,
  };
}

function channelOf({ channel }: SubscriptionRow): Channel {
  const known = CHANNELS.find(one => one === channel);
  if (known === undefined) throw new Error(`a subscription has the unknown channel "${channel}"`);
  return known;
}

function revisionOf({ updatedAt }: SubscriptionRow): string {
  return updatedAt.toISOString();
}
