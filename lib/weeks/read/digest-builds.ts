import { entryOf } from '@/lib/entry-of';
import { STATUSES } from '@/lib/facts/vocabulary';
import type { BuildColumns, StepColumns } from '../format/build-parts';
import { isWaitedFor } from '../format/is-waited-for';
import { KeptByFilter } from './kept-by-filter';
import { BuildPicker, isTimed, type PickedBuilds, queueOf } from './pick-builds';
import type { RepoGroup } from './series-scope';
import type { WeekSlice } from './week-reader';

/** So many counts of outcomes stand side by side for each week. */
const OUTCOMES = STATUSES.length;

/** What figures need of the builds that are asked for, week by week: each list has where every week ends in it. */
export interface BuildDigest {
  /** OUTCOMES counts for each week, by STATUS. */
  outcomes: Uint32Array;
  /** Who waited, by id of the login, beside for how many builds of the week. */
  logins: Int32Array;
  loginBuilds: Uint32Array;
  loginEnds: Uint32Array;
  /** Local hours since Monday 00:00 at which each build was created. */
  hour: Uint8Array;
  hourEnds: Uint32Array;
  /** Of those whose wait counts in percentiles: seconds, ascending in each week, and the day on which each finished. */
  waitS: Uint32Array;
  day: Uint8Array;
  /** The hour in which each was created. */
  waitHour: Uint8Array;
  /** Of the same builds, in ascending order of its own. */
  queueS: Uint32Array;
  queueHour: Uint8Array;
  timedEnds: Uint32Array;
}

/** Groups of a repository that are told apart by rules that nobody has any more go when there are so many. */
const MOST_GROUPS = 1000;

/** By what tells a group from others of its repository. */
const known = new KeptByFilter<BuildColumns, Map<string, BuildDigest>>();
const picker = new BuildPicker();

/**
 * The digest of the builds of a group in a run of weeks. It is made once: of another range, steps need not be looked at again.
 *
 * @param steps may be null where the group is all of its repository
 */
export function digestOf(
  { builds, length, filter }: Pick<WeekSlice, 'builds' | 'length' | 'filter'>,
  group: RepoGroup,
  steps: StepColumns | null,
): BuildDigest {
  const groups = known.of(builds, filter.key, () => new Map<string, BuildDigest>());
  return entryOf(groups, group.id, () => {
    const [oldest] = groups.keys();
    if (groups.size >= MOST_GROUPS && oldest !== undefined) groups.delete(oldest);
    const picked = picker.pick(group, builds, steps, filter.buildsOfRun(builds));
    return digestNow(builds, length, picked);
  });
}

/** Where what a digest lists of a week begins. */
export function startOf(ends: Uint32Array, week: number): number {
  return week === 0 ? 0 : (ends[week - 1] ?? 0);
}

/** @param picked those that are asked for, in the order of the builds */
function digestNow(builds: BuildColumns, weekCount: number, picked: PickedBuilds): BuildDigest {
  const { n, index, status, waitS } = picked;
  const { day, loginId, createdHour } = builds;
  const digest = {
    outcomes: new Uint32Array(weekCount * OUTCOMES),
    loginEnds: new Uint32Array(weekCount),
    hour: Uint8Array.from({ length: n }, (_, i) => createdHour[index[i] ?? 0] ?? 0),
    hourEnds: new Uint32Array(weekCount),
    timedEnds: new Uint32Array(weekCount),
  };
  const [logins, loginBuilds]: [number[], number[]] = [[], []];
  // Places among those picked.
  const [byWait, byQueue]: [number[], number[]] = [[], []];
  const queueS = (i: number) => queueOf(builds, picked, i);
  let i = 0;
  for (let week = 0; week < weekCount; week += 1) {
    const waiting = new Map<number, number>();
    const ofWeek: number[] = [];
    const dayEnd = 7 * (week + 1);
    for (; i < n && (day[index[i] ?? 0] ?? 0) < dayEnd; i += 1) {
      const build = index[i] ?? 0;
      const place = week * OUTCOMES + (status[i] ?? 0);
      digest.outcomes[place] = (digest.outcomes[place] ?? 0) + 1;
      if (isWaitedFor(builds, build)) {
        const login = loginId[build] ?? 0;
        waiting.set(login, (waiting.get(login) ?? 0) + 1);
      }
      if (isTimed(builds, picked, i)) ofWeek.push(i);
    }
    for (const of of ofWeek.sort((a, b) => (waitS[a] ?? 0) - (waitS[b] ?? 0))) byWait.push(of);
    for (const of of ofWeek.sort((a, b) => queueS(a) - queueS(b))) byQueue.push(of);
    for (const [login, count] of waiting) {
      logins.push(login);
      loginBuilds.push(count);
    }
    digest.loginEnds[week] = logins.length;
    digest.hourEnds[week] = i;
    digest.timedEnds[week] = byWait.length;
  }
  const hourOf = (of: number) => digest.hour[of] ?? 0;
  return {
    ...digest,
    logins: Int32Array.from(logins),
    loginBuilds: Uint32Array.from(loginBuilds),
    waitS: Uint32Array.from(byWait, of => waitS[of] ?? 0),
    day: Uint8Array.from(byWait, of => day[index[of] ?? 0] ?? 0),
    waitHour: Uint8Array.from(byWait, hourOf),
    queueS: Uint32Array.from(byQueue, queueS),
    queueHour: Uint8Array.from(byQueue, hourOf),
  };
}
