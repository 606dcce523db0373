import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import type { Settings } from '@/lib/settings/settings';
import type { WorkingHours } from '@/lib/settings/working-hours';
import { mondayOf } from '@/lib/time/days';
import type { LocalCalendar } from '@/lib/time/local-calendar';
import { HOUR_MS, MINUTE_MS } from '@/lib/time/units';
import type { WaitingParams } from '@/lib/waiting/waiting-day';
import type { WeekStore } from '../store/week-store';
import { type GatheredBuilds, gatherBuilds, type PersonBuild } from './gather-builds';
import { readWaitingWeeks } from './read-waiting-weeks';
import { readWaitingPeople, type WaitingPeople } from './waiting-people';

/** Clocks of two places differ by 26 hours at most. */
const FARTHEST_MS = 26 * HOUR_MS;
/** The poller must beat, and others get their turn, in between. */
const PEOPLE_AT_ONCE = 8;

/** One person's local day, ready to be replayed. */
export interface PersonDay {
  builds: readonly PersonBuild[];
  windows: ReadonlyArray<readonly [number, number]>;
  params: WaitingParams;
}

/** Visits every day of a week on which somebody waited, as hours lost are computed from it. @param week its number */
export async function forEachPersonDay(
  {
    pool,
    store,
    settings,
    timeZone,
  }: { pool: pg.Pool; store: WeekStore; settings: Settings; timeZone: string },
  week: number,
  visit: (day: PersonDay) => void,
): Promise<void> {
  const people = await readWaitingPeople(pool, settings, timeZone);
  const { byPerson } = await gatherWeek({ store, settings }, people, week, null);
  const params = waitingParams(settings.cost);
  const whole = { ...people, daysOf: () => null };
  for await (const day of personDays(byPerson, mondayOf(week), params, whole)) visit(day);
}

/**
 * The builds that people waited for in a week.
 *
 * @param wanted by person, of whom alone; null: of everybody
 */
export async function gatherWeek(
  { store, settings }: { store: WeekStore; settings: Settings },
  people: WaitingPeople,
  week: number,
  wanted: ReadonlyMap<string, unknown> | null,
): Promise<GatheredBuilds> {
  const monday = mondayOf(week);
  const fromMs = people.calendar.startOfDay(monday) - FARTHEST_MS;
  const untilMs = people.calendar.startOfDay(monday + 7) + FARTHEST_MS;
  const weeks = await readWaitingWeeks(store, week, untilMs);
  const personOf = (loginId: number) => {
    const person = people.personOf(loginId);
    return person !== null && (wanted === null || wanted.has(person)) ? person : null;
  };
  const { stuckAfterHours, countApproval } = settings.cost;
  const rules = { stuckAfterMs: stuckAfterHours * HOUR_MS, countApproval };
  return gatherBuilds(weeks, fromMs, untilMs, personOf, rules);
}

/** When people work, and which of their days are asked for. */
export interface PeopleHours {
  hoursOf(person: string): WorkingHours;
  calendarOf(timeZone: string): LocalCalendar;
  /** In days since 1970-01-01; null: the whole week. */
  daysOf(person: string): ReadonlySet<number> | null;
}

/** The days of a week on which a build of a person overlaps their working hours. @param monday in days since 1970-01-01 */
export async function* personDays(
  byPerson: GatheredBuilds['byPerson'],
  monday: number,
  params: WaitingParams,
  people: PeopleHours,
): AsyncGenerator<PersonDay & { person: string /** Since the Monday. */; day: number }> {
  let since = 0;
  for (const [person, builds] of byPerson) {
    const hours = people.hoursOf(person);
    const calendar = people.calendarOf(hours.timeZone);
    const days = people.daysOf(person);
    for (let day = 0; day < 7; day += 1) {
      if (days !== null && !days.has(monday + day)) continue;
      const windows = calendar.windows(monday + day, hours);
      const [first, last] = [windows[0], windows.at(-1)];
      if (first === undefined || last === undefined) continue;
      const own = builds.filter(build => build.createdMs < last[1] && build.finishedMs > first[0]);
      if (own.length > 0) yield { person, day, builds: own, windows, params };
    }
    since += 1;
    if (since % PEOPLE_AT_ONCE === 0) await setImmediate();
  }
}

/** The assumptions of the settings in the units of the model. */
export function waitingParams(cost: Settings['cost']): WaitingParams {
  return {
    fullAttentionMs: cost.fullAttentionMinutes * MINUTE_MS,
    partialUntilMs: cost.partialUntilMinutes * MINUTE_MS,
    partialWeight: cost.partialWeight,
    switchAfterMs: cost.switchAfterMinutes * MINUTE_MS,
    switchCostMs: cost.switchCostMinutes * MINUTE_MS,
    maxSwitches: cost.maxSwitchesADay,
    capMs: cost.capHoursADay * HOUR_MS,
  };
}
