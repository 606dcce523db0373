import type pg from 'pg';
import { sql } from '@/lib/db/sql';
import { LONGEST_WAIT_WEEKS } from '../lost/longest-wait-weeks';
import type { PersonDays } from './changed-days';
import type { WeekKey } from './week-facts';

/**
 * Days that are marked already are marked again, so that whoever is about to replay them waits for this transaction:
 * they would take the mark off without having seen what changed.
 */
export async function markPersonDays(client: pg.PoolClient, { loginIds, days }: PersonDays): Promise<void> {
  if (days.length === 0) return;
  await client.query(sql`
    insert into dirty_person_day (login_id, day)
    select distinct d.login_id, d.day::date
    from unnest(${loginIds}::int[], ${days}::text[]) as d(login_id, day)
    order by 1, 2
    on conflict (login_id, day) do update set day = excluded.day`);
}

/**
 * Has hours lost computed anew in all weeks that builds of these may have reached into: of a week that this version
 * cannot read nobody can tell what changes. After the days of people, as those who replay them do, and in the order of
 * the weeks: so nobody waits for others in a circle.
 */
export async function forgetWaiting(client: pg.PoolClient, weeks: readonly WeekKey[]): Promise<void> {
  if (weeks.length === 0) return;
  await client.query(sql`
    with around as materialized (
      select a.week from waiting_week a
      where exists (
        select 1 from unnest(${weeks.map(({ week }) => week)}::date[]) as u(week)
        where a.week between u.week - 7 * ${LONGEST_WAIT_WEEKS}::int and u.week + 7)
      order by a.week
      for update
    )
    delete from waiting_week a using around where a.week = around.week`);
}
