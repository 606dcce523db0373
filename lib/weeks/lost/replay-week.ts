import { setImmediate } from 'node:timers/promises';
import type { Settings } from '@/lib/settings/settings';
import type { WorkingHours } from '@/lib/settings/working-hours';
import type { LocalCalendar } from '@/lib/time/local-calendar';
import { HOUR_MS, MINUTE_MS } from '@/lib/time/units';
import { replayBands } from '@/lib/waiting/replay-day';
import type { WaitingParams } from '@/lib/waiting/waiting-day';
import { CAUSES, codeOf } from '../format/codes';
import type { GatheredBuilds, PersonBuild } from './gather-builds';

/** The poller must beat in between. */
const PEOPLE_AT_ONCE = 8;

/** What one person lost on one local day to one build, at one place, for one cause: a row of lost_week. */
export interface LostRow {
  repoId: number;
  number: number;
  placeId: number;
  ownerId: number;
  personId: number;
  measuredMs: number;
  lowMs: number;
  lostMs: number;
  highMs: number;
  /** Since the Monday of the week. */
  day: number;
  cause: number;
  event: number;
  flags: number;
}

export interface ReplayedPeople {
  /** One number for all logins of a person. */
  idOf(person: string): number;
  hoursOf(person: string): WorkingHours;
  /** Days to be replayed, in days since 1970-01-01; null: the whole week. */
  daysOf(person: string): ReadonlySet<number> | null;
  calendarOf(timeZone: string): LocalCalendar;
}

/** Replays the days of a week, person by person. @param monday in days since 1970-01-01 */
export async function replayWeek(
  { byPerson, places }: GatheredBuilds,
  monday: number,
  params: WaitingParams,
  people: ReplayedPeople,
): Promise<LostRow[]> {
  const rows: LostRow[] = [];
  let since = 0;
  for (const [person, builds] of byPerson) {
    const hours = people.hoursOf(person);
    const calendar = people.calendarOf(hours.timeZone);
    const days = people.daysOf(person);
    const personId = people.idOf(person);
    for (let day = 0; day < 7; day += 1) {
      if (days !== null && !days.has(monday + day)) continue;
      addDay(rows, { builds, windows: calendar.windows(monday + day, hours), params, day, personId, places });
    }
    since += 1;
    if (since % PEOPLE_AT_ONCE === 0) await setImmediate();
  }
  return rows;
}

interface PersonDay {
  builds: readonly PersonBuild[];
  windows: ReadonlyArray<readonly [number, number]>;
  params: WaitingParams;
  day: number;
  personId: number;
  places: GatheredBuilds['places'];
}

function addDay(rows: LostRow[], { builds, windows, params, day, personId, places }: PersonDay): void {
  const [first, last] = [windows[0], windows.at(-1)];
  if (first === undefined || last === undefined) return;
  const own = builds.filter(build => build.createdMs < last[1] && build.finishedMs > first[0]);
  if (own.length === 0) return;
  const byId = new Map(own.map(build => [build.id, build]));
  for (const amount of replayBands({ builds: own, windows, params }).amounts) {
    const build = byId.get(amount.buildId);
    const place = places[amount.place ?? -1];
    if (build === undefined || place === undefined) throw new RangeError('the model names what it was given');
    rows.push({
      repoId: build.repoId,
      number: build.number,
      ...place,
      personId,
      measuredMs: amount.measuredMs,
      lowMs: amount.lowMs,
      lostMs: amount.lostMs,
      highMs: amount.highMs,
      day,
      cause: codeOf(CAUSES, amount.cause),
      event: build.event,
      flags: build.flags,
    });
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
