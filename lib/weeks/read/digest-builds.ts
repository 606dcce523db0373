import type { BuildColumns } from '../format/build-parts';
import { BUILD_FLAG, STATUS, STATUSES } from '../format/codes';
import { isWaitedFor } from '../format/is-waited-for';
import type { GroupedBuilds } from './week-reader';

/** What figures need of all builds of a packed week. */
export interface BuildDigest {
  n: number;
  /** By STATUS. */
  outcomes: Uint32Array;
  /** Who waited, by id of the login, beside for how many builds. */
  logins: Int32Array;
  loginBuilds: Uint32Array;
  /** Of those whose wait counts in percentiles: seconds in ascending order, and the day on which each finished. */
  waitS: Uint32Array;
  waitSumS: number;
  day: Uint8Array;
  /** Of the same builds, in ascending order of its own. */
  queueS: Uint32Array;
  queueSumS: number;
}

const known = new WeakMap<BuildColumns, BuildDigest>();

/**
 * The digest of a week of which all builds were picked, whole; null: of others it says nothing. A week in memory never
 * changes, so it is digested once; a question over a year reads a third of what it would.
 */
export function digestOf({ group, slice: { builds, keep } }: GroupedBuilds): BuildDigest | null {
  if (!group.isWhole || keep !== null) return null;
  let digest = known.get(builds);
  if (digest === undefined) {
    digest = digestNow(builds);
    known.set(builds, digest);
  }
  return digest;
}

function digestNow(builds: BuildColumns): BuildDigest {
  const outcomes = new Uint32Array(STATUSES.length);
  const waiting = new Map<number, number>();
  const timed: number[] = [];
  for (let build = 0; build < builds.n; build += 1) {
    const status = builds.status[build] ?? 0;
    outcomes[status] = (outcomes[status] ?? 0) + 1;
    if (isWaitedFor(builds, build)) {
      const login = builds.loginId[build] ?? 0;
      waiting.set(login, (waiting.get(login) ?? 0) + 1);
    }
    const ran = ((builds.flags[build] ?? 0) & BUILD_FLAG.started) !== 0;
    if (ran && status === STATUS.success) timed.push(build);
  }
  timed.sort((a, b) => (builds.waitS[a] ?? 0) - (builds.waitS[b] ?? 0));
  const waitS = Uint32Array.from(timed, build => builds.waitS[build] ?? 0);
  const queueS = Uint32Array.from(timed, build => builds.queueS[build] ?? 0).sort();
  return {
    n: builds.n,
    outcomes,
    logins: Int32Array.from(waiting.keys()),
    loginBuilds: Uint32Array.from(waiting.values()),
    waitS,
    waitSumS: sumOf(waitS),
    day: Uint8Array.from(timed, build => builds.day[build] ?? 0),
    queueS,
    queueSumS: sumOf(queueS),
  };
}

function sumOf(values: Uint32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) sum += values[i] ?? 0;
  return sum;
}
