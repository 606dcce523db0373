import type pg from 'pg';
import { z } from 'zod';
import { type SqlStatement, sql } from '@/lib/db/sql';
import { LEAST_OFFSET_S } from '@/lib/weeks/upkeep';

const LAST_DAYS = 7;
const SHOWN = 20;

export const shiftedRunnerSchema = z.object({
  machine: z.string(),
  offsetS: z.int().describe('How far its clock is ahead of the server’s, seconds; below 0: behind'),
  day: z.iso.date().describe('The last day on which it was (UTC)'),
});

/** Per server, the runners whose clock was off on one of the last days, as JSON: those that are off by most first. */
export function shiftedRunners(now: Date): SqlStatement {
  return sql`
    select server_id, count(*)::int as count,
      json_agg(json_build_object('machine', machine, 'offsetS', offset_s, 'day', day) order by place)
        filter (where place <= ${SHOWN}) as runners
    from (
      select *, row_number() over (partition by server_id order by abs(offset_s) desc, machine) as place
      from (
        select distinct on (server_id, machine) server_id, machine, offset_s, day::text as day
        from runner_clock
        where day > (${now}::timestamptz at time zone 'UTC')::date - ${LAST_DAYS}::int
        order by server_id, machine, runner_clock.day desc
      ) latest
      where abs(offset_s) >= ${LEAST_OFFSET_S}
    ) placed
    group by server_id`;
}

const serverRow = z.object({
  url: z.string(),
  count: z.int(),
  runners: z.array(shiftedRunnerSchema),
});

/** The same with the address of their server; servers without are left out. */
export async function readShiftedRunners(
  pool: pg.Pool,
  now = new Date(),
): Promise<Array<z.infer<typeof serverRow>>> {
  const { rows } = await pool.query(sql`
    select s.url, k.count, k.runners from (${shiftedRunners(now)}) k join server s on s.id = k.server_id order by s.id`);
  return z.array(serverRow).parse(rows);
}
