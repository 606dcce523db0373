import type pg from 'pg';
import { z } from 'zod';
import { sql } from '@/lib/db/sql';
import { storableMessage } from '@/lib/db/storable-text';
import { daysOfWeek, weekOfDay } from '@/lib/time/weeks';

const row = z.object({
  monday: z.string(),
  teams: z.array(z.string()),
  isComplete: z.boolean(),
  data: z.string(),
  checked: z
    .object({ fingerprint: z.string(), checkedAt: z.coerce.date(), failedAt: z.coerce.date().nullable() })
    .nullable(),
});

/** What is stored of the reports of a week. */
export interface WeekState {
  week: string;
  /** That have a report; null is the organisation, which comes first. */
  teams: Array<string | null>;
  /** Whether nothing was missing in any newest revision. */
  isComplete: boolean;
  /** Of its packed weeks and those before: with other data it is another one. */
  data: string;
  checked: { fingerprint: string; checkedAt: Date; failedAt: Date | null } | null;
}

/** Weeks of the history from one to another, the newest first. */
export async function listWeekStates(pool: pg.Pool, first: string, last: string): Promise<WeekState[]> {
  const { rows } = await pool.query(sql`
    with sequences as (
      select week, count(*) as n, sum(sequence) as sequence from packed_week
      where week between ${daysOfWeek(first).from}::date - 7 and ${daysOfWeek(last).from}::date group by week
    )
    select w.week::date::text as monday,
      array(select distinct team from report where week = w.week::date order by team) as teams,
      not exists (
        select from report r where r.week = w.week::date and not r.is_complete and not exists (
          select from report n where n.week = r.week and n.team = r.team and n.revision > r.revision)) as "isComplete",
      (select coalesce(sum(n), 0) || '.' || coalesce(sum(sequence), 0) from sequences s
        where s.week between w.week::date - 7 and w.week::date) as data,
      (select json_build_object('fingerprint', fingerprint, 'checkedAt', checked_at, 'failedAt', failed_at)
        from report_week c where c.week = w.week::date) as checked
    from generate_series(${daysOfWeek(first).from}::date, ${daysOfWeek(last).from}::date, interval '7 days') w(week)
    where w.week >= (select min(week) from packed_week where build_count > 0)
    order by w.week desc`);
  return row
    .array()
    .parse(rows)
    .map(({ monday, teams, ...state }) => ({
      ...state,
      week: weekOfDay(monday),
      teams: teams.map(team => (team === '' ? null : team)),
    }));
}

/** What the reports of a week were made of, in the words of `WeekState.data`. */
export async function listReportedData(pool: pg.Pool, week: string): Promise<Array<string | null>> {
  const { rows } = await pool.query<{ data: string | null }>(sql`
    select distinct figures->'data'->>'fingerprint' as data from report where week = ${daysOfWeek(week).from}::date`);
  return rows.map(({ data }) => data);
}

/** All reports of a week follow from what is there now. */
export async function noteWeekChecked(
  pool: pg.Pool,
  week: string,
  fingerprint: string,
  now: Date,
): Promise<void> {
  await pool.query(sql`
    insert into report_week (week, fingerprint, checked_at) values (${daysOfWeek(week).from}::date, ${fingerprint}, ${now})
    on conflict (week) do update set fingerprint = excluded.fingerprint, checked_at = excluded.checked_at,
      failed_at = null, problem = null`);
}

/** It is tried again after a while. */
export async function noteWeekFailed(pool: pg.Pool, week: string, now: Date, error: unknown): Promise<void> {
  await pool.query(sql`
    insert into report_week (week, fingerprint, checked_at, failed_at, problem)
    values (${daysOfWeek(week).from}::date, '', ${now}, ${now}, ${storableMessage(error)})
    on conflict (week) do update set failed_at = excluded.failed_at, problem = excluded.problem`);
}
