import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import type { Settings } from '@/lib/settings/settings';
import { mondayOf } from '@/lib/time/days';
import { HOUR_MS } from '@/lib/time/units';
import type { WaitingParams } from '@/lib/waiting/waiting-day';
import type { WeekStore } from '../store/week-store';
import { gatherBuilds, type PersonBuild } from './gather-builds';
import { readWaitingWeeks } from './read-waiting-weeks';
import { waitingParams } from './replay-week';
import { readWaitingPeople } from './waiting-people';

/** Clocks of two places differ by 26 hours at most. */
const FARTHEST_MS = 26 * HOUR_MS;
/** Others get their turn in between. */
const PEOPLE_AT_ONCE = 16;

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
  const monday = mondayOf(week);
  const fromMs = people.calendar.startOfDay(monday) - FARTHEST_MS;
  const untilMs = people.calendar.startOfDay(monday + 7) + FARTHEST_MS;
  const weeks = await readWaitingWeeks(store, week, untilMs);
  const { stuckAfterHours, countApproval } = settings.cost;
  const rules = { stuckAfterMs: stuckAfterHours * HOUR_MS, countApproval };
  const { byPerson } = gatherBuilds(weeks, fromMs, untilMs, loginId => people.personOf(loginId), rules);
  const params = waitingParams(settings.cost);
  let visited = 0;
  for (const [person, builds] of byPerson) {
    const hours = people.hoursOf(person);
    const calendar = people.calendarOf(hours.timeZone);
    for (let day = 0; day < 7; day += 1) {
      const windows = calendar.windows(monday + day, hours);
      const [first, last] = [windows[0], windows.at(-1)];
      if (first === undefined || last === undefined) continue;
      const own = builds.filter(build => build.createdMs < last[1] && build.finishedMs > first[0]);
      if (own.length > 0) visit({ builds: own, windows, params });
    }
    visited += 1;
    if (visited % PEOPLE_AT_ONCE === 0) await setImmediate();
  }
}
