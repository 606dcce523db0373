import type pg from 'pg';
import { z } from 'zod';
import { inTransaction } from '@/lib/db/in-transaction';
import { sql } from '@/lib/db/sql';
import { DAY_MS, HOUR_MS } from '@/lib/time/units';
import { isMarkOf } from './stored-alerts';

/** A subscriber is written to about alerts this often at most. */
const QUIET_MS = HOUR_MS;
/** What could not be listed for so long is news no more. */
const LATEST_MS = 7 * DAY_MS;

const idRow = z.object({ id: z.int() });

/** Alerts `a` that a subscription `s` wants and has not been told: of each finding and subscription there is one notice. */
const untold = (now: Date) => sql`
  a.kinds && s.alerts and a.found_at > s.alerts_from and a.found_at > ${new Date(now.getTime() - LATEST_MS)}
  and (s.team is null or a.teams = '{}' or s.team = any(a.teams))
  and a.acknowledged_at is null
  and not exists (select from change_mark m where ${isMarkOf()})
  and not exists (select from alert_notice n where n.alert_id = a.id and n.subscription_id = s.id)`;

/** Subscriptions `s` that go on, and were not written to about alerts within the hour. */
const ready = (now: Date) => sql`
  s.deleted_at is null and not s.is_paused
  and not exists (select from delivery d where d.subscription_id = s.id and d.subject like 'alerts:%'
    and d.due_at > ${new Date(now.getTime() - QUIET_MS)})`;

/**
 * Puts a message on the list for each subscription that has something new to be told: all of it in one, once an hour at
 * most. Pollers that do so at once wait for each other at the subscription.
 */
export async function enqueueAlerts(pool: pg.Pool, now: Date): Promise<void> {
  const { rows } = await pool.query(sql`
    select s.id from subscription s
    where cardinality(s.alerts) > 0 and ${ready(now)} and exists (select from alert a where ${untold(now)})
    order by s.id`);
  for (const { id } of idRow.array().parse(rows))
    await inTransaction(pool, client => notify(client, id, now));
}

async function notify(client: pg.PoolClient, subscriptionId: number, now: Date): Promise<void> {
  await client.query(sql`select from subscription where id = ${subscriptionId} for update`);
  const { rows } = await client.query(sql`
    select a.id from subscription s join alert a on ${untold(now)} where s.id = ${subscriptionId} and ${ready(now)}`);
  const alerts = rows.map(({ id }: { id: string }) => id);
  if (alerts.length === 0) return;
  await client.query(sql`
    with made as (
      insert into delivery (subscription_id, subject, due_at, next_attempt_at)
      values (${subscriptionId}, ${`alerts:${now.toISOString()}`}, ${now}, ${now}) returning id
    )
    insert into alert_notice (alert_id, subscription_id, delivery_id)
    select alert_id, ${subscriptionId}, made.id from made, unnest(${alerts}::uuid[]) as alert_id`);
}
