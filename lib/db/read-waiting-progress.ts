import type pg from 'pg';
import { z } from 'zod';
import { sql } from './sql';

const row = z.object({
  weeks: z.number(),
  weeksToGo: z.number(),
  doneFrom: z.string().nullable(),
  settingsChanged: z.boolean(),
  weeksInOtherZone: z.number(),
});

/**
 * How far hours lost are computed under the present settings; weeks are those of the organisation that have builds.
 * - `weeksToGo`: never computed, or under other settings, or with days told by another clock.
 * - `doneFrom`: from this Monday (`2026-10-05`) on all are done; null: not even the newest week is.
 * - `settingsChanged`: some of the weeks to go are there under the settings before.
 * - `weeksInOtherZone`: those of them whose days are told by the clock of another time zone.
 */
export type WaitingProgress = z.infer<typeof row>;

export interface PresentSettings {
  /** As stored amounts carry it: by which settings they were computed. */
  fingerprint: string;
  /** IANA name, the organisation's. */
  timeZone: string;
}

/** Compares what is stored with what the present settings ask for. */
export async function readWaitingProgress(
  pool: pg.Pool,
  { fingerprint, timeZone }: PresentSettings,
): Promise<WaitingProgress> {
  const { rows } = await pool.query(sql`
    with packed as (
      select week, bool_or(time_zone <> ${timeZone}) as in_other_zone from packed_week where build_count > 0 group by week
    ),
    weeks as (
      select p.week, p.in_other_zone, w.fingerprint is not null as is_computed,
        not p.in_other_zone and w.fingerprint is not distinct from ${fingerprint} as is_done
      from packed p left join waiting_week w on w.week = p.week
    ),
    newest as (select max(week) as to_go from weeks where not is_done)
    select count(*)::double precision as weeks,
      (count(*) filter (where not is_done))::double precision as "weeksToGo",
      (min(week) filter (where newest.to_go is null or week > newest.to_go))::text as "doneFrom",
      coalesce(bool_or(is_computed and not is_done), false) as "settingsChanged",
      (count(*) filter (where in_other_zone))::double precision as "weeksInOtherZone"
    from weeks cross join newest`);
  return row.parse(rows[0]);
}
