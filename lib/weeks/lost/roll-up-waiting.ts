import type pg from 'pg';
import { inTransaction } from '@/lib/db/in-transaction';
import { type SqlStatement, sql } from '@/lib/db/sql';
import type { Settings } from '@/lib/settings/settings';
import { waitingFingerprint } from '@/lib/settings/waiting-fingerprint';
import { calendarDay, dayNumber, mondayOf, weekNumber } from '@/lib/time/days';
import { stampOf } from '../format/parts';
import type { WeekStore } from '../store/week-store';
import { daysByWeek, type MarkedDay } from './days-by-week';
import { LONGEST_WAIT_WEEKS } from './longest-wait-weeks';
import { gatherWeek, waitingParams } from './person-days';
import { replayWeek } from './replay-week';
import { readWaitingPeople, type WaitingPeople } from './waiting-people';
import { changeLostWeek, type LostWeekChange, writeLostWeeks } from './write-lost-week';

const LOCK = 72_707_371;

export interface WaitingContext {
  pool: pg.Pool;
  store: WeekStore;
  settings: Settings;
  /** The organisation's. */
  timeZone: string;
}

/**
 * Brings the hours lost of one week up to date, the newest that needs it: the marked days of people, or all of it
 * where it was computed under other settings, or never.
 *
 * @returns the Monday of the week; null when all are up to date, or another poller is at it
 */
export async function rollUpWaiting(context: WaitingContext): Promise<string | null> {
  const { pool, settings, timeZone } = context;
  const fingerprint = waitingFingerprint(settings, timeZone, stampOf('lost'));
  return inTransaction(pool, async client => {
    const lock = await client.query<{ locked: boolean }>(
      sql`select pg_try_advisory_xact_lock(${LOCK}) as locked`,
    );
    if (lock.rows[0]?.locked !== true) return null;
    const next = (await client.query<NextWeek>(nextWeek(fingerprint))).rows[0];
    if (next === undefined) return null;
    const marked = await takeMarks(client, next.week);
    await context.store.sync();
    const people = await readWaitingPeople(client, settings, timeZone);
    const touched = daysByWeek(people, marked);
    const changes: LostWeekChange[] = [];
    if (next.isStale) {
      const week = weekNumber(dayNumber(next.week));
      touched.delete(week);
      changes.push(await replayed(client, context, people, week, null));
      await client.query(sql`
        insert into waiting_week (week, fingerprint, computed_at) values (${next.week}::date, ${fingerprint}, now())
        on conflict (week) do update set fingerprint = excluded.fingerprint, computed_at = excluded.computed_at`);
    }
    // A week that is to be computed anew has all of it done when its turn comes.
    const current = await currentWeeks(client, fingerprint);
    for (const [week, days] of touched) {
      if (current.has(week)) changes.push(await replayed(client, context, people, week, days));
    }
    await writeLostWeeks(client, changes);
    return next.week;
  });
}

interface NextWeek {
  week: string;
  isStale: boolean;
}

/**
 * Builds were waited for in the week in which they finished, in weeks before it and, by people who are ahead of the
 * organisation, in the one after it: nothing need have finished in those.
 */
function nextWeek(fingerprint: string): SqlStatement {
  return sql`
    with waited as (
      select distinct p.week + 7 * shift.weeks as week
      from (select distinct week from packed_week) p
      cross join generate_series(-${LONGEST_WAIT_WEEKS}::int, 1) as shift(weeks)
    ),
    stale as (
      select w.week from waited w
      where not exists (select 1 from waiting_week k where k.week = w.week and k.fingerprint = ${fingerprint})
    ),
    dirty as (select distinct date_trunc('week', day)::date as week from dirty_person_day)
    select week::text as week, bool_or(is_stale) as "isStale"
    from (select week, true as is_stale from stale union all select week, false from dirty) w
    group by w.week order by w.week desc limit 1`;
}

/** Weeks whose hours lost were computed under the settings in force. */
async function currentWeeks(client: pg.PoolClient, fingerprint: string): Promise<Set<number>> {
  const { rows } = await client.query<{ week: string }>(
    sql`select week::text as week from waiting_week where fingerprint = ${fingerprint}`,
  );
  return new Set(rows.map(({ week }) => weekNumber(dayNumber(week))));
}

/** Locked in order, since those who mark days lock them in this order: nobody waits in a circle. */
async function takeMarks(client: pg.PoolClient, week: string): Promise<MarkedDay[]> {
  const { rows } = await client.query<MarkedDay>(sql`
    select login_id as "loginId", day::text as day from dirty_person_day
    where day >= ${week}::date and day < ${week}::date + 7
    order by login_id, dirty_person_day.day for update`);
  await client.query(sql`
    delete from dirty_person_day d
    using unnest(${rows.map(({ loginId }) => loginId)}::int[], ${rows.map(({ day }) => day)}::date[]) as m(login_id, day)
    where d.login_id = m.login_id and d.day = m.day`);
  return rows;
}

/** @param days of whom to replay which days; null: everybody, the whole week */
async function replayed(
  client: pg.PoolClient,
  { store, settings }: WaitingContext,
  people: WaitingPeople,
  week: number,
  days: ReadonlyMap<string, ReadonlySet<number>> | null,
): Promise<LostWeekChange> {
  const monday = mondayOf(week);
  const gathered = await gatherWeek({ store, settings }, people, week, days);
  const rows = await replayWeek(gathered, monday, waitingParams(settings.cost), {
    ...people,
    daysOf: person => days?.get(person) ?? null,
  });
  const replaced = days === null ? null : replacedDays(people, monday, days);
  return changeLostWeek(client, calendarDay(monday), rows, replaced);
}

/** Marks of the person and day of stored amounts that are replaced, as `personId * 7 + day`. */
function replacedDays(
  people: WaitingPeople,
  monday: number,
  days: ReadonlyMap<string, ReadonlySet<number>>,
): Set<number> {
  const marks = new Set<number>();
  for (const [person, ofPerson] of days) {
    for (const loginId of people.loginsOf(person)) {
      for (const day of ofPerson) marks.add(loginId * 7 + day - monday);
    }
  }
  return marks;
}
