import { at } from '@/lib/at';
import { STATUSES } from '@/lib/facts/vocabulary';
import { type BuildStretch, causeOf, type WaitingBuild } from '@/lib/waiting/waiting-day';
import type { BuildColumns, PathColumns } from '../format/build-parts';
import { BUILD_FLAG, PATH_FLAG } from '../format/codes';
import { endOf, isWaitedFor } from '../format/is-waited-for';

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

/** What of a build counts. */
export interface GatherRules {
  /** Of a build that is under way for longer, no more than this counts. */
  stuckAfterMs: number;
  countApproval: boolean;
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
  rules: GatherRules,
): GatheredBuilds {
  const found: Array<{ week: WaitingWeek; build: number; person: string }> = [];
  for (const week of weeks) {
    const { builds } = week;
    for (let build = 0; build < builds.n; build += 1) {
      const createdMs = at(builds.createdS, build, 'createdS') * 1000;
      if (createdMs >= untilMs || endOf(builds, build) * 1000 <= fromMs) continue;
      if (!isWaitedFor(builds, build) || isYoung(builds, build, rules)) continue;
      const person = personOf(at(builds.loginId, build, 'loginId'));
      if (person !== null) found.push({ week, build, person });
    }
  }
  const idOf = ({ week, build }: (typeof found)[number]) => at(week.builds.droneId, build, 'droneId');
  found.sort((a, b) => idOf(a) - idOf(b) || a.week.repoId - b.week.repoId);
  const places = new PlaceCodes();
  const byPerson = new Map<string, PersonBuild[]>();
  found.forEach(({ week, build, person }, index) => {
    // A restored server hands out ids again: the rank keeps the order and is never the same twice.
    const told = tellBuild(week, build, index + 1, places, rules);
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
  rules: GatherRules,
): PersonBuild {
  const pushedMs = at(builds.createdS, build, 'createdS') * 1000;
  const createdMs = waitedFromMs(builds, build, rules);
  const wholeMs = endOf(builds, build) * 1000 - createdMs;
  const finishedMs = createdMs + Math.min(wholeMs, rules.stuckAfterMs);
  const flags = at(builds.flags, build, 'flags') | (wholeMs > rules.stuckAfterMs ? BUILD_FLAG.stuck : 0);
  const isRerun = (flags & BUILD_FLAG.rerun) !== 0;
  const status = at(STATUSES, at(builds.status, build, 'status'), 'STATUSES');
  const failedId = at(builds.failedSeriesId, build, 'failedSeriesId');
  const stretches: BuildStretch[] = [];
  let fromMs = createdMs;
  const first = build === 0 ? 0 : at(builds.pathUntil, build - 1, 'pathUntil');
  for (let i = first; i < at(builds.pathUntil, build, 'pathUntil'); i += 1) {
    const untilMs = Math.min(pushedMs + at(path.untilS, i, 'untilS') * 1000, finishedMs);
    if (untilMs <= fromMs) continue;
    const placeId = at(path.seriesId, i, 'seriesId');
    const pathFlags = at(path.flags, i, 'flags');
    const cause = causeOf({
      isRerun,
      status,
      queued: (pathFlags & PATH_FLAG.queued) !== 0,
      isApproval: (pathFlags & PATH_FLAG.approval) !== 0,
    });
    const ownerId = cause === 'failed' && failedId !== 0 ? failedId : placeId;
    stretches.push({ fromMs, untilMs, cause, place: places.codeOf(placeId, ownerId) });
    fromMs = untilMs;
  }
  const pipelineId = at(builds.pipelineId, build, 'pipelineId');
  return {
    id,
    createdMs,
    finishedMs,
    stretches,
    switchPlace: places.codeOf(pipelineId, pipelineId),
    repoId,
    number: at(builds.number, build, 'number'),
    event: at(builds.event, build, 'event'),
    flags,
  };
}

/** From when on somebody waits for a build: from its push, or from when it was approved. */
function waitedFromMs(builds: BuildColumns, build: number, { countApproval }: GatherRules): number {
  return (
    (at(builds.createdS, build, 'createdS') +
      (countApproval ? 0 : at(builds.approvalS, build, 'approvalS'))) *
    1000
  );
}

/** One that is not over counts once it is stuck: then what counts of it is settled. */
function isYoung(builds: BuildColumns, build: number, rules: GatherRules): boolean {
  if ((at(builds.flags, build, 'flags') & BUILD_FLAG.open) === 0) return false;
  return endOf(builds, build) * 1000 - waitedFromMs(builds, build, rules) < rules.stuckAfterMs;
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
