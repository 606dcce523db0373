import { entryOf } from '@/lib/entry-of';
import { STATUSES } from '@/lib/facts/vocabulary';
import type { BuildColumns, StepColumns } from '../format/build-parts';
import type { NumberColumn } from '../format/columns';
import { isWaitedFor } from '../format/is-waited-for';
import { narrowPart } from '../format/narrow-part';
import { KeptByFilter } from './kept-by-filter';
import { BuildPicker, isTimed, type PickedBuilds, queueOf } from './pick-builds';
import type { RepoGroup } from './series-scope';
import type { WeekSlice } from './week-reader';

/** So many counts of outcomes stand side by side for each week. */
const OUTCOMES = STATUSES.length;

/** What figures need of the builds that are asked for, week by week: each list has where every week ends in it. */
export interface BuildDigest {
  /** OUTCOMES counts for each week, by STATUS. */
  outcomes: NumberColumn;
  /** Who waited, by id of the login, beside for how many builds of the week. */
  logins: NumberColumn;
  loginBuilds: NumberColumn;
  loginEnds: NumberColumn;
  /** Local hours since Monday 00:00 at which each build was created. */
  hour: NumberColumn;
  hourEnds: NumberColumn;
  /** Of those whose wait counts in percentiles: seconds, ascending in each week, and the day on which each finished. */
  waitS: NumberColumn;
  day: NumberColumn;
  /** The hour in which each was created. */
  waitHour: NumberColumn;
  /** Of the same builds, in ascending order of its own. */
  queueS: NumberColumn;
  queueHour: NumberColumn;
  timedEnds: NumberColumn;
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
export function startOf(ends: NumberColumn, week: number): number {
  return week === 0 ? 0 : (ends[week - 1] ?? 0);
}

/** @param picked those that are asked for, in the order of the builds */
function digestNow(builds: BuildColumns, weekCount: number, picked: PickedBuilds): BuildDigest {
  const { n, index, status } = picked;
  const { day, loginId, createdHour } = builds;
  const outcomes = new Uint32Array(weekCount * OUTCOMES);
  const loginEnds = new Uint32Array(weekCount);
  const hour = new Uint8Array(n);
  const hourEnds = new Uint32Array(weekCount);
  const timedEnds = new Uint32Array(weekCount);
  const [logins, loginBuilds]: [number[], number[]] = [[], []];
  const { waits, queues } = timesFor(n);
  let [i, timed] = [0, 0];
  for (let week = 0; week < weekCount; week += 1) {
    const waiting = new Map<number, number>();
    const [dayEnd, timedFrom] = [7 * (week + 1), timed];
    for (; i < n && (day[index[i] ?? 0] ?? 0) < dayEnd; i += 1) {
      const build = index[i] ?? 0;
      const place = week * OUTCOMES + (status[i] ?? 0);
      outcomes[place] = (outcomes[place] ?? 0) + 1;
      hour[i] = createdHour[build] ?? 0;
      if (isWaitedFor(builds, build)) {
        const login = loginId[build] ?? 0;
        waiting.set(login, (waiting.get(login) ?? 0) + 1);
      }
      if (!isTimed(builds, picked, i)) continue;
      waits[timed] = timeOf(picked.waitS[i] ?? 0, day[build] ?? 0, hour[i] ?? 0);
      queues[timed] = timeOf(queueOf(builds, picked, i), 0, hour[i] ?? 0);
      timed += 1;
    }
    waits.subarray(timedFrom, timed).sort();
    queues.subarray(timedFrom, timed).sort();
    for (const [login, count] of waiting) {
      logins.push(login);
      loginBuilds.push(count);
    }
    loginEnds[week] = logins.length;
    hourEnds[week] = i;
    timedEnds[week] = timed;
  }
  const digest = {
    ...{ outcomes, loginEnds, hour, hourEnds, timedEnds },
    logins: Int32Array.from(logins),
    loginBuilds: Uint32Array.from(loginBuilds),
    waitS: new Uint32Array(timed),
    day: new Uint8Array(timed),
    waitHour: new Uint8Array(timed),
    queueS: new Uint32Array(timed),
    queueHour: new Uint8Array(timed),
  };
  // Their columns take whole numbers: what lies below the seconds is cut off.
  for (let place = 0; place < timed; place += 1) {
    const [wait, queue] = [waits[place] ?? 0, queues[place] ?? 0];
    digest.waitS[place] = wait / 0x1_0000;
    digest.day[place] = (wait >>> 8) & 0xff;
    digest.waitHour[place] = wait & 0xff;
    digest.queueS[place] = queue / 0x1_0000;
    digest.queueHour[place] = queue & 0xff;
  }
  return narrowPart(digest);
}

/** A time and what is kept beside it as one number, so that times are sorted as numbers are: 32 bits, 8 and 8. */
function timeOf(seconds: number, day: number, hour: number): number {
  return seconds * 0x1_0000 + day * 0x100 + hour;
}

let times = { waits: new Float64Array(0), queues: new Float64Array(0) };

/** Room for so many, good until the next call. */
function timesFor(n: number): { waits: Float64Array; queues: Float64Array } {
  if (times.waits.length < n) times = { waits: new Float64Array(2 * n), queues: new Float64Array(2 * n) };
  return times;
}
