import { entryOf } from '@/lib/entry-of';
import type { BuildColumns } from '../format/build-parts';
import { BUILD_FLAG, STATUS, STATUSES } from '../format/codes';
import { isWaitedFor } from '../format/is-waited-for';
import type { GroupedBuilds } from './week-reader';

/** So many counts of outcomes stand side by side for each week. */
const OUTCOMES = STATUSES.length;

/** What figures need of all builds of a run of weeks, week by week: each list has where every week ends in it. */
export interface BuildDigest {
  buildEnds: Uint32Array;
  /** OUTCOMES counts for each week, by STATUS. */
  outcomes: Uint32Array;
  /** Who waited, by id of the login, beside for how many builds of the week. */
  logins: Int32Array;
  loginBuilds: Uint32Array;
  loginEnds: Uint32Array;
  /** Of those whose wait counts in percentiles: seconds, ascending in each week, and the day on which each finished. */
  waitS: Uint32Array;
  day: Uint8Array;
  /** Of the same builds, in ascending order of its own. */
  queueS: Uint32Array;
  timedEnds: Uint32Array;
}

/** Whole weeks of a digest: until is exclusive. */
export interface DigestWeeks {
  digest: BuildDigest;
  from: number;
  until: number;
  /** Builds were picked that are not in these weeks. */
  hasRest: boolean;
}

const known = new WeakMap<BuildColumns, BuildDigest>();

/**
 * The digest of the weeks of which all builds were picked, whole; null: of others it says nothing. Weeks in memory
 * never change, so they are digested once; a question over a year reads a third of what it would.
 */
export function digestOf({ group, slice }: GroupedBuilds): DigestWeeks | null {
  const { builds, keep, wholeFrom: from, wholeUntil: until } = slice;
  if (!group.isWhole || from >= until) return null;
  const digest = entryOf(known, builds, () => digestNow(builds, slice.length));
  return { digest, from, until, hasRest: keep !== null };
}

/** Where what a digest lists of a week begins. */
export function startOf(ends: Uint32Array, week: number): number {
  return week === 0 ? 0 : (ends[week - 1] ?? 0);
}

/** Whether a build that was picked lies in these weeks. @param day of the build, since the first Monday */
export function isInWeeks({ from, until }: DigestWeeks, day: number): boolean {
  return day >= 7 * from && day < 7 * until;
}

function digestNow(builds: BuildColumns, weekCount: number): BuildDigest {
  const { n, day, status, flags, loginId, waitS, queueS } = builds;
  const digest = {
    buildEnds: new Uint32Array(weekCount),
    outcomes: new Uint32Array(weekCount * OUTCOMES),
    loginEnds: new Uint32Array(weekCount),
    timedEnds: new Uint32Array(weekCount),
  };
  const [logins, loginBuilds, timed, queues]: [number[], number[], number[], number[]] = [[], [], [], []];
  let build = 0;
  for (let week = 0; week < weekCount; week += 1) {
    const waiting = new Map<number, number>();
    const ofWeek: number[] = [];
    for (; build < n && (day[build] ?? 0) < 7 * (week + 1); build += 1) {
      const ended = status[build] ?? 0;
      const place = week * OUTCOMES + ended;
      digest.outcomes[place] = (digest.outcomes[place] ?? 0) + 1;
      if (isWaitedFor(builds, build)) {
        const login = loginId[build] ?? 0;
        waiting.set(login, (waiting.get(login) ?? 0) + 1);
      }
      const hasStarted = ((flags[build] ?? 0) & BUILD_FLAG.started) !== 0;
      if (hasStarted && ended === STATUS.success) ofWeek.push(build);
    }
    ofWeek.sort((a, b) => (waitS[a] ?? 0) - (waitS[b] ?? 0));
    timed.push(...ofWeek);
    queues.push(...ofWeek.map(of => queueS[of] ?? 0).sort((a, b) => a - b));
    logins.push(...waiting.keys());
    loginBuilds.push(...waiting.values());
    digest.buildEnds[week] = build;
    digest.loginEnds[week] = logins.length;
    digest.timedEnds[week] = timed.length;
  }
  return {
    ...digest,
    logins: Int32Array.from(logins),
    loginBuilds: Uint32Array.from(loginBuilds),
    waitS: Uint32Array.from(timed, of => waitS[of] ?? 0),
    day: Uint8Array.from(timed, of => day[of] ?? 0),
    queueS: Uint32Array.from(queues),
  };
}
