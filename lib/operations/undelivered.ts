import type pg from 'pg';
import { z } from 'zod';
import { sql } from '@/lib/db/sql';

/** What is older is seen under Settings, Reports and alerts, alone. */
const TOLD_DAYS = 7;

export const undeliveredSchema = z.object({
  subscriptionId: z.int(),
  channel: z.string().describe('email, slack or webhook'),
  subject: z.string().describe('What was given up, as report:2026-W47'),
  at: z.iso.datetime().describe('When it was given up'),
});

/** `problem` may name addresses and machines: health, which anybody may read, leaves it out. */
const withProblemSchema = undeliveredSchema.extend({ problem: z.string().nullable() });

export type Undelivered = z.infer<typeof undeliveredSchema> & { problem?: string | null };

/**
 * Subscriptions whose latest message was given up in the last seven days, the newest first: what gets through later, a
 * test too, says that it is well again.
 */
export async function readUndelivered(
  pool: pg.Pool,
  now: Date,
): Promise<Array<z.infer<typeof withProblemSchema>>> {
  const { rows } = await pool.query(sql`
    select subscription_id as "subscriptionId", channel, subject, problem,
      to_char(ended_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
    from (
      select distinct on (subscription_id) subscription_id, subject, state, problem, ended_at
      from delivery
      where state in ('delivered', 'gave up')
        and ended_at > ${now}::timestamptz - make_interval(days => ${TOLD_DAYS}::int)
      order by subscription_id, ended_at desc, id
    ) latest join subscription s on s.id = subscription_id
    where state = 'gave up' and deleted_at is null and not is_paused
    order by ended_at desc`);
  return withProblemSchema.array().parse(rows);
}
