import type pg from 'pg';
import { z } from 'zod';
import { sql } from '@/lib/db/sql';

const row = z.object({
  pollers: z.int(),
  heartbeatS: z.number().nullable(),
  weeksToPack: z.int(),
  packingLagS: z.number(),
  daysToReplay: z.int(),
});

/** How far what is computed lags behind what is stored. */
export type Maintenance = z.infer<typeof row>;

/** Living pollers, the last sign of one (unix seconds), weeks to pack anew and since when, days of people to replay. */
export async function readMaintenance(pool: pg.Pool): Promise<Maintenance> {
  const { rows } = await pool.query(sql`
    select
      (select count(*)::int from poller where heartbeat_at > now() - interval '30 seconds') as pollers,
      (select extract(epoch from max(heartbeat_at))::double precision from poller) as "heartbeatS",
      (select count(*)::int from dirty_week) as "weeksToPack",
      (select coalesce(extract(epoch from clock_timestamp() - min(first_marked_at)), 0)::double precision
        from dirty_week) as "packingLagS",
      (select count(*)::int from dirty_person_day) as "daysToReplay"`);
  return row.parse(rows[0]);
}
