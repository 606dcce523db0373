import { BUILD_FLAG, STATUS, STEP_FLAG } from '@/lib/frames/codes';
import { UNKNOWN } from '@/lib/frames/columns';
import type { BuildColumns, StepColumns } from '@/lib/frames/week-frame';
import { seriesRuns } from './series-runs';
import type { RepoGroup } from './series-scope';

/** Builds of one week that a question is about, side by side. */
export interface PickedBuilds {
  n: number;
  /** Index of the build in the week. */
  index: Uint32Array;
  /** What was waited for it, seconds: the whole build, or up to the last stop of the group's steps. */
  waitS: Uint32Array;
  /** STATUS of the build, or the worst of the group's steps; a failure that is ignored is none. */
  status: Uint8Array;
  /**
   * Marks of those whose wait is the group's own; null: all. Steps that run beside the others last as long as their
   * pipeline: where a group has no other steps in a build, its wait is the whole build's. Nor is it the group's own
   * where the build broke off and skipped some of its steps.
   */
  own: Uint8Array | null;
}

/**
 * The builds of a group. A group that is all of its repository takes whole builds; one that is told apart by
 * pipelines or steps takes the builds that contain its steps, from their creation to the last stop of its steps.
 *
 * @param keep marks of the builds that the filter lets through; null: all
 */
export function pickBuilds(
  { isWhole, steps: marks }: RepoGroup,
  builds: BuildColumns,
  steps: StepColumns | null,
  keep: Uint8Array | null,
): PickedBuilds {
  if (isWhole) return pickWhole(builds, keep);
  if (steps === null) throw new RangeError('a part of a repository needs its steps');
  const waitS = builds.waitS.slice();
  const status = new Uint8Array(builds.n);
  const own = new Uint8Array(builds.n);
  const broken = new Uint8Array(builds.n);
  for (const { seriesId, from, until } of seriesRuns(steps)) {
    if (marks[seriesId] !== 1) continue;
    for (let i = from; i < until; i += 1) {
      const build = steps.build[i] ?? 0;
      const stop = steps.stopS[i] ?? UNKNOWN;
      const flags = steps.flags[i] ?? 0;
      const ended = steps.status[i] ?? 0;
      if (ended === STATUS.skipped) {
        if (builds.status[build] !== STATUS.success) broken[build] = 1;
        continue;
      }
      if (stop === UNKNOWN) continue;
      const isIgnored = (flags & STEP_FLAG.errorIgnored) !== 0;
      status[build] = worse(status[build] ?? 0, isIgnored ? STATUS.success : ended);
      if ((flags & STEP_FLAG.detached) !== 0) continue;
      waitS[build] = own[build] === 1 ? Math.max(waitS[build] ?? 0, stop) : stop;
      own[build] = 1;
    }
  }
  // A build that broke off before the rest of the group's steps says nothing of how long the group takes.
  broken.forEach((mark, build) => {
    if (mark === 1) own[build] = 0;
  });
  return collect(builds, keep, build => (status[build] ?? 0) > 0, { waitS, status, own });
}

function pickWhole(builds: BuildColumns, keep: Uint8Array | null): PickedBuilds {
  const { n, waitS, status } = builds;
  if (keep === null) return { n, index: firstNumbers(n), waitS, status, own: null };
  return collect(builds, keep, () => true, { waitS, status, own: null });
}

let numbers = new Uint32Array(0);

/** 0, 1, 2, … and at least `n` of them; all who ask share them. */
function firstNumbers(n: number): Uint32Array {
  if (numbers.length < n) numbers = Uint32Array.from({ length: 2 * n }, (_, index) => index);
  return numbers;
}

function collect(
  builds: BuildColumns,
  keep: Uint8Array | null,
  isIn: (build: number) => boolean,
  { waitS, status, own }: Pick<PickedBuilds, 'waitS' | 'status' | 'own'>,
): PickedBuilds {
  const picked = {
    n: 0,
    index: new Uint32Array(builds.n),
    waitS: new Uint32Array(builds.n),
    status: new Uint8Array(builds.n),
    own: own === null ? null : new Uint8Array(builds.n),
  };
  for (let build = 0; build < builds.n; build += 1) {
    if ((keep !== null && keep[build] !== 1) || !isIn(build)) continue;
    picked.index[picked.n] = build;
    picked.waitS[picked.n] = waitS[build] ?? 0;
    picked.status[picked.n] = status[build] ?? 0;
    if (picked.own !== null) picked.own[picked.n] = own?.[build] ?? 0;
    picked.n += 1;
  }
  return picked;
}

const BADNESS = new Map<number, number>([
  [STATUS.success, 1],
  [STATUS.killed, 2],
  [STATUS.failure, 3],
  [STATUS.error, 4],
]);

function worse(one: number, other: number): number {
  return (BADNESS.get(other) ?? 0) >= (BADNESS.get(one) ?? 0) ? other : one;
}

/** Whether the wait for the picked build counts in percentiles: a success that ran. */
export function isTimed(builds: BuildColumns, picked: PickedBuilds, i: number): boolean {
  if (picked.status[i] !== STATUS.success || picked.own?.[i] === 0) return false;
  return ((builds.flags[picked.index[i] ?? 0] ?? 0) & BUILD_FLAG.started) !== 0;
}

/** Of what was waited for the picked build, the part in which nothing had started; seconds. */
export function queueOf(builds: BuildColumns, picked: PickedBuilds, i: number): number {
  return Math.min(builds.queueS[picked.index[i] ?? 0] ?? 0, picked.waitS[i] ?? 0);
}
