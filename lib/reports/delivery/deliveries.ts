import type pg from 'pg';
import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import { storableJson } from '@/lib/db/storable-text';
import { MINUTE_MS } from '@/lib/time/units';
import type { ReportDocument } from '../report-document';
import { CHANNELS } from './subscription';

/** Longer than any attempt may take: who is silent for so long was killed. */
export const LEASE_MS = 5 * MINUTE_MS;

const claimed = z.object({
  id: z.uuid(),
  subscriptionId: z.int(),
  subject: z.string(),
  dueAt: z.date(),
  firstAttemptAt: z.date().nullable(),
  attempts: z.int(),
  /** As it was sent before; null: it was not. Its shape is looked at when it is sent again. */
  document: z.unknown(),
  team: z.string().nullable(),
  channel: z.enum(CHANNELS),
  target: z.string(),
  secret: z.string().nullable(),
  linkKey: z.string(),
});

/** A delivery that is ours for a while, with the subscription that it is for. */
export type ClaimedDelivery = z.infer<typeof claimed>;

/**
 * Puts a message on the list once, however often and by whomever it is asked for. Of a subscription that was paused,
 * deleted or changed since it was read, nothing is: who does that waits for us, or we see it.
 */
export async function enqueue(
  pool: pg.Pool,
  { subscriptionId, subject, dueAt }: { subscriptionId: number; subject: string; dueAt: Date },
  document: ReportDocument | null = null,
): Promise<void> {
  await pool.query(sql`
    insert into delivery (subscription_id, subject, due_at, next_attempt_at, document)
    select id, ${subject}, ${dueAt}, ${dueAt}, ${document === null ? null : storableJson(document)}::jsonb
    from subscription
    where id = ${subscriptionId} and deleted_at is null
      and (${subject} like 'test:%' or (not is_paused and active_from < ${dueAt}))
    for share
    on conflict (subscription_id, subject) do nothing`);
}

/**
 * Takes the next delivery that is due, or one whose sender was killed. Whoever takes it has it to himself until the lease
 * is over; others pass it by without waiting.
 */
export async function claimNext(pool: pg.Pool, now: Date): Promise<ClaimedDelivery | null> {
  const until = new Date(now.getTime() + LEASE_MS);
  const { rows } = await pool.query(sql`
    update delivery set leased_until = ${until}
    from subscription
    where subscription.id = delivery.subscription_id and delivery.id = (
      select delivery.id from delivery join subscription on subscription.id = subscription_id
      where state in ('waiting', 'pending', 'sending') and next_attempt_at <= ${now}
        and (leased_until is null or leased_until <= ${now})
        and deleted_at is null and (not is_paused or subject like 'test:%')
      order by next_attempt_at, delivery.id limit 1 for update of delivery skip locked)
    returning delivery.id, subscription_id as "subscriptionId", subject, due_at as "dueAt",
      first_attempt_at as "firstAttemptAt", attempts, document, team, channel, target, secret, link_key as "linkKey"`);
  return claimed.optional().parse(rows[0]) ?? null;
}

/** Until its report is there. */
export async function keepWaiting(
  pool: pg.Pool,
  { id, attempts }: ClaimedDelivery,
  until: Date,
): Promise<void> {
  await pool.query(sql`
    update delivery set state = 'waiting', next_attempt_at = ${until}, leased_until = null
    where id = ${id} and attempts = ${attempts} and state in ('waiting', 'pending')`);
}

/** There is nothing to be sent any more. */
export async function cancelDelivery(
  pool: pg.Pool,
  { id, attempts }: ClaimedDelivery,
  { problem, now }: { problem: string; now: Date },
): Promise<void> {
  await pool.query(sql`
    update delivery set state = 'cancelled', problem = ${problem}, ended_at = ${now}, leased_until = null
    where id = ${id} and attempts = ${attempts} and state in ('waiting', 'pending')`);
}

/**
 * Commits that it is being sent, and what: from here on a repeat cannot be ruled out, and each attempt sends the same.
 *
 * @returns false: it has been cancelled, or was sent by another who took it meanwhile
 */
export async function beginAttempt(
  pool: pg.Pool,
  { id, attempts }: ClaimedDelivery,
  { document, revision, now }: { document: ReportDocument; revision: number | null; now: Date },
): Promise<boolean> {
  const { rowCount } = await pool.query(sql`
    update delivery set state = 'sending', attempts = attempts + 1, document = ${storableJson(document)}::jsonb,
      revision = coalesce(revision, ${revision}::int), first_attempt_at = coalesce(first_attempt_at, ${now})
    where id = ${id} and attempts = ${attempts} and state in ('waiting', 'pending', 'sending')`);
  return rowCount === 1;
}

export async function recordDelivered(pool: pg.Pool, { id }: ClaimedDelivery, now: Date): Promise<void> {
  await pool.query(sql`
    update delivery set state = 'delivered', ended_at = ${now}, leased_until = null, problem = null where id = ${id}`);
}

/**
 * Of the last attempt, or of what goes before it; that of one before says nothing any more.
 *
 * @param hasBegun whether the attempt was committed; what goes before it may fail after another has begun his
 * @param nextAttemptAt null: it is given up
 */
export async function recordFailure(
  pool: pg.Pool,
  { id, attempts }: ClaimedDelivery,
  {
    hasBegun,
    problem,
    nextAttemptAt,
    now,
  }: { hasBegun: boolean; problem: string; nextAttemptAt: Date | null; now: Date },
): Promise<void> {
  const state = nextAttemptAt === null ? 'gave up' : 'pending';
  const endedAt = nextAttemptAt === null ? now : null;
  await pool.query(sql`
    update delivery set state = ${state}, problem = ${problem}, ended_at = ${endedAt}, leased_until = null,
      next_attempt_at = coalesce(${nextAttemptAt}, next_attempt_at), attempts = ${attempts + 1},
      first_attempt_at = coalesce(first_attempt_at, ${now})
    where id = ${id} and state in ('waiting', 'pending', 'sending') and attempts = ${attempts + (hasBegun ? 1 : 0)}`);
}
