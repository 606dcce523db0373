import type pg from 'pg';
import { sql } from '@/lib/db/sql';
import { createPersonFinder } from '@/lib/settings/person-finder';
import type { Settings } from '@/lib/settings/settings';
import { hoursOf, type WorkingHours } from '@/lib/settings/working-hours';
import { createLocalCalendar, type LocalCalendar } from '@/lib/time/local-calendar';

/** Everybody who ever waited, by the settings in force. */
export interface WaitingPeople {
  /** The organisation's; days are marked by it. */
  calendar: LocalCalendar;
  /** All logins of a person, in order. */
  loginsOf(person: string): readonly number[];
  hoursOf(person: string): WorkingHours;
  /** Null: nobody waits. */
  personOf(loginId: number): string | null;
  /** Bots too: what was once counted for one that is a bot now must go. */
  nameOf(loginId: number): string | undefined;
  /** The first of a person's logins stands for all of them. */
  idOf(person: string): number;
  calendarOf(timeZone: string): LocalCalendar;
}

/** @param timeZone the organisation's */
export async function readWaitingPeople(
  client: pg.Pool | pg.PoolClient,
  settings: Settings,
  timeZone: string,
): Promise<WaitingPeople> {
  const { rows } = await client.query<{ id: number; name: string }>(
    sql`select id, name from login order by id`,
  );
  const find = createPersonFinder(settings.people);
  const byLogin = new Map(rows.map(({ id, name }) => [id, find(name)]));
  const logins = new Map<string, number[]>();
  for (const [id, { person }] of byLogin) logins.set(person, [...(logins.get(person) ?? []), id]);
  const calendars = new Map<string, LocalCalendar>();
  const calendarOf = (zone: string) => {
    const calendar = calendars.get(zone) ?? createLocalCalendar(zone);
    calendars.set(zone, calendar);
    return calendar;
  };
  return {
    calendar: calendarOf(timeZone),
    loginsOf: person => logins.get(person) ?? [],
    hoursOf: hoursOf(settings, timeZone),
    personOf(loginId) {
      const found = byLogin.get(loginId);
      return found === undefined || found.isBot ? null : found.person;
    },
    nameOf: loginId => byLogin.get(loginId)?.person,
    idOf: person => logins.get(person)?.[0] ?? 0,
    calendarOf,
  };
}
