import { replayBands } from '@/lib/waiting/replay-day';
import type { WaitingParams } from '@/lib/waiting/waiting-day';
import { CAUSES, codeOf } from '../format/codes';
import type { GatheredBuilds } from './gather-builds';
import { type PeopleHours, type PersonDay, personDays } from './person-days';

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

export interface ReplayedPeople extends PeopleHours {
  /** One number for all logins of a person. */
  idOf(person: string): number;
}

/** Replays the days of a week, person by person. @param monday in days since 1970-01-01 */
export async function replayWeek(
  { byPerson, places }: GatheredBuilds,
  monday: number,
  params: WaitingParams,
  people: ReplayedPeople,
): Promise<LostRow[]> {
  const rows: LostRow[] = [];
  for await (const { person, day, ...rest } of personDays(byPerson, monday, params, people)) {
    addDay(rows, rest, { day, personId: people.idOf(person), places });
  }
  return rows;
}

function addDay(
  rows: LostRow[],
  personDay: PersonDay,
  { day, personId, places }: { day: number; personId: number; places: GatheredBuilds['places'] },
): void {
  const byId = new Map(personDay.builds.map(build => [build.id, build]));
  for (const amount of replayBands(personDay).amounts) {
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
