import { STATUSES } from '@/lib/facts/vocabulary';
import type { BuildColumns } from '../format/build-parts';
import { STATUS } from '../format/codes';
import { isWaitedFor } from '../format/is-waited-for';
import { KeptByFilter } from './kept-by-filter';
import { hasKnownWait } from './pick-builds';
import type { WeekSlice } from './week-reader';

/** So many counts of outcomes stand side by side for each week. */
const OUTCOMES = STATUSES.length;

/** What figures need of the builds that are asked for, week by week: each list has where every week ends in it. */
export interface BuildDigest {
  /** Of all builds, those beside too. */
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

/** The same of all weeks of the run together. */
interface RunDigest {
  /** By STATUS. */
  outcomes: Uint32Array;
  logins: Int32Array;
  loginBuilds: Uint32Array;
  /** Ascending. */
  waitS: Uint32Array;
  queueS: Uint32Array;
}

/** Whole weeks of a digest: until is exclusive. */
export interface DigestWeeks {
  digest: BuildDigest;
  from: number;
  until: number;
  /** Where they are all of the run. */
  run: RunDigest | null;
  /** Marks of the builds that are asked for; null: all of them lie in these weeks. */
  rest: Uint8Array | null;
}

const known = new KeptByFilter<BuildColumns, { digest: BuildDigest; run: RunDigest }>();

/**
 * The digest of the weeks that lie in the period as a whole; null: none does. A question over a year reads a third of
 * what it would.
 */
export function digestOf({
  builds,
  mask,
  length,
  wholeFrom,
  wholeUntil,
  filter,
}: WeekSlice): DigestWeeks | null {
  if (wholeFrom >= wholeUntil) return null;
  const { digest, run } = known.of(builds, filter.key, () => {
    const made = digestNow(builds, length, filter.buildsOfRun(builds));
    return { digest: made, run: digestRun(made, length) };
  });
  const isAll = wholeFrom === 0 && wholeUntil === length;
  return { digest, from: wholeFrom, until: wholeUntil, run: isAll ? run : null, rest: isAll ? null : mask };
}

/** Calls `visit` for the builds that are asked for and not in the weeks of the digest. */
export function forEachOther(
  { digest: { buildEnds }, from, until, rest }: DigestWeeks,
  visit: (build: number) => void,
): void {
  if (rest === null) return;
  const [first, last] = [startOf(buildEnds, from), startOf(buildEnds, until)];
  for (let build = 0; build < first; build += 1) if (rest[build] === 1) visit(build);
  const end = buildEnds.at(-1) ?? 0;
  for (let build = last; build < end; build += 1) if (rest[build] === 1) visit(build);
}

/** Where what a digest lists of a week begins. */
export function startOf(ends: Uint32Array, week: number): number {
  return week === 0 ? 0 : (ends[week - 1] ?? 0);
}

function digestRun(digest: BuildDigest, length: number): RunDigest {
  const { outcomes, logins, loginBuilds, waitS, queueS } = digest;
  if (length === 1) return { outcomes, logins, loginBuilds, waitS, queueS };
  const byStatus = new Uint32Array(OUTCOMES);
  outcomes.forEach((count, at) => {
    byStatus[at % OUTCOMES] = (byStatus[at % OUTCOMES] ?? 0) + count;
  });
  const waiting = new Map<number, number>();
  logins.forEach((login, at) => {
    waiting.set(login, (waiting.get(login) ?? 0) + (loginBuilds[at] ?? 0));
  });
  return {
    outcomes: byStatus,
    logins: Int32Array.from(waiting.keys()),
    loginBuilds: Uint32Array.from(waiting.values()),
    waitS: waitS.toSorted(),
    queueS: queueS.toSorted(),
  };
}

/** @param asked marks of the builds that are asked for; null: all */
function digestNow(builds: BuildColumns, weekCount: number, asked: Uint8Array | null): BuildDigest {
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
      if (asked !== null && asked[build] !== 1) continue;
      const ended = status[build] ?? 0;
      const place = week * OUTCOMES + ended;
      digest.outcomes[place] = (digest.outcomes[place] ?? 0) + 1;
      if (isWaitedFor(builds, build)) {
        const login = loginId[build] ?? 0;
        waiting.set(login, (waiting.get(login) ?? 0) + 1);
      }
      if (ended === STATUS.success && hasKnownWait(flags[build] ?? 0)) ofWeek.push(build);
    }
    ofWeek.sort((a, b) => (waitS[a] ?? 0) - (waitS[b] ?? 0));
    for (const of of ofWeek) timed.push(of);
    const queuesOfWeek = ofWeek.map(of => queueS[of] ?? 0).sort((a, b) => a - b);
    for (const seconds of queuesOfWeek) queues.push(seconds);
    for (const [login, count] of waiting) {
      logins.push(login);
      loginBuilds.push(count);
    }
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
