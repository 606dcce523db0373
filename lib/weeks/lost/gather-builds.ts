import { STATUSES } from '@/lib/facts/vocabulary';
import { type BuildStretch, causeOf, type WaitingBuild } from '@/lib/waiting/waiting-day';
import type { BuildColumns, PathColumns } from '../format/build-parts';
import { BUILD_FLAG, PATH_FLAG } from '../format/codes';
import { isWaitedFor } from '../format/is-waited-for';

/** A packed week of one repository, as far as waiting needs it. */
export interface WaitingWeek {
  repoId: number;
  builds: BuildColumns;
  path: PathColumns;
}

/** A build that somebody waited for, ready to be replayed. */
export interface PersonBuild extends WaitingBuild {
  repoId: number;
  number: number;
  event: number;
  /** BUILD_FLAG. */
  flags: number;
}

/** What a place of the model stands for: where it was on the critical path, and whose service bears it. */
interface LostPlace {
  placeId: number;
  ownerId: number;
}

/** Builds by person, and what their places mean. */
export interface GatheredBuilds {
  byPerson: Map<string, PersonBuild[]>;
  places: LostPlace[];
}

/**
 * The builds of people that overlap a stretch of time, in the order of the server's ids: the model breaks ties by it.
 *
 * @param personOf null: nobody waits, as for a bot or for somebody who is not asked for
 */
export function gatherBuilds(
  weeks: readonly WaitingWeek[],
  fromMs: number,
  untilMs: number,
  personOf: (loginId: number) => string | null,
): GatheredBuilds {
  const found: Array<{ week: WaitingWeek; build: number; person: string }> = [];
  for (const week of weeks) {
    const { builds } = week;
    for (let build = 0; build < builds.n; build += 1) {
      const createdMs = (builds.createdS[build] ?? 0) * 1000;
      if (createdMs >= untilMs || createdMs + (builds.waitS[build] ?? 0) * 1000 <= fromMs) continue;
      if (!isWaitedFor(builds, build)) continue;
      const person = personOf(builds.loginId[build] ?? 0);
      if (person !== null) found.push({ week, build, person });
    }
  }
  const idOf = ({ week, build }: (typeof found)[number]) => week.builds.droneId[build] ?? 0;
  found.sort((a, b) => idOf(a) - idOf(b) || a.week.repoId - b.week.repoId);
  const places = new PlaceCodes();
  const byPerson = new Map<string, PersonBuild[]>();
  found.forEach(({ week, build, person }, index) => {
    // A restored server hands out ids again: the rank keeps the order and is never the same twice.
    const told = tellBuild(week, build, index + 1, places);
    const own = byPerson.get(person);
    if (own === undefined) byPerson.set(person, [told]);
    else own.push(told);
  });
  return { byPerson, places: places.list };
}

function tellBuild(
  { repoId, builds, path }: WaitingWeek,
  build: number,
  id: number,
  places: PlaceCodes,
): PersonBuild {
  const createdMs = (builds.createdS[build] ?? 0) * 1000;
  const flags = builds.flags[build] ?? 0;
  const isRerun = (flags & BUILD_FLAG.rerun) !== 0;
  const status = STATUSES[builds.status[build] ?? 0] ?? 'error';
  const failedId = builds.failedSeriesId[build] ?? 0;
  const stretches: BuildStretch[] = [];
  let fromMs = createdMs;
  const first = build === 0 ? 0 : (builds.pathUntil[build - 1] ?? 0);
  for (let i = first; i < (builds.pathUntil[build] ?? 0); i += 1) {
    const untilMs = createdMs + (path.untilS[i] ?? 0) * 1000;
    const placeId = path.seriesId[i] ?? 0;
    const cause = causeOf({ isRerun, status, queued: ((path.flags[i] ?? 0) & PATH_FLAG.queued) !== 0 });
    const ownerId = cause === 'failed' && failedId !== 0 ? failedId : placeId;
    stretches.push({ fromMs, untilMs, cause, place: places.codeOf(placeId, ownerId) });
    fromMs = untilMs;
  }
  const pipelineId = builds.pipelineId[build] ?? 0;
  return {
    id,
    createdMs,
    finishedMs: createdMs + (builds.waitS[build] ?? 0) * 1000,
    stretches,
    switchPlace: places.codeOf(pipelineId, pipelineId),
    repoId,
    number: builds.number[build] ?? 0,
    event: builds.event[build] ?? 0,
    flags,
  };
}

/** Numbers for pairs of place and owner: the model knows a place as one number. */
class PlaceCodes {
  readonly list: LostPlace[] = [];
  private readonly codes = new Map<number, Map<number, number>>();

  codeOf(placeId: number, ownerId: number): number {
    let ofPlace = this.codes.get(placeId);
    if (ofPlace === undefined) {
      ofPlace = new Map();
      this.codes.set(placeId, ofPlace);
    }
    let code = ofPlace.get(ownerId);
    if (code === undefined) {
      code = this.list.push({ placeId, ownerId }) - 1;
      ofPlace.set(ownerId, code);
    }
    return code;
  }
}
