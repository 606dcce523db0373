import type { BuildColumns, StepColumns } from '../format/build-parts';
import { BUILD_FLAG, STATUS, STEP_FLAG } from '../format/codes';
import { type NumberColumn, UNKNOWN } from '../format/columns';
import { forEachSeries } from './for-each-series';
import type { RepoGroup } from './series-scope';

/** Builds of some weeks that a question is about, side by side. */
export interface PickedBuilds {
  n: number;
  /** Index of the build in the weeks. */
  index: Uint32Array;
  /** What was waited for it, seconds: the whole build, or up to the last stop of the group's steps. */
  waitS: NumberColumn;
  /** STATUS of the build, or the worst of the group's steps; a failure that is ignored is none. */
  status: NumberColumn;
  /**
   * Marks of those whose wait is the group's own; null: all. Steps that run beside the others last as long as their
   * pipeline: where a group has no other steps in a build, its wait is the whole build's. Nor is it the group's own
   * where the build broke off and skipped some of its steps.
   */
  own: Uint8Array | null;
}

/** Picks builds, some weeks after the other; what it picked is good until it picks again. */
export class BuildPicker {
  private room = roomFor(0);

  /**
   * The builds of a group. A group that is all of its repository takes whole builds; one that is told apart by
   * pipelines or steps takes the builds that contain its steps, from their creation to the last stop of its steps.
   *
   * @param mask marks of the builds that the filter lets through; null: all
   */
  pick(
    { isWhole, steps: marks }: Pick<RepoGroup, 'isWhole' | 'steps'>,
    builds: BuildColumns,
    steps: StepColumns | null,
    mask: Uint8Array | null,
  ): PickedBuilds {
    const { n, waitS, status } = builds;
    if (isWhole && mask === null) return { n, index: identity(n), waitS, status, own: null };
    if (this.room.size < n) this.room = roomFor(2 * n);
    if (isWhole) return this.collect(builds, mask, builds, null);
    if (steps === null) throw new RangeError('a part of a repository needs its steps');
    const parts = this.readSteps(builds, steps, marks, mask);
    return this.collect(builds, mask, parts, parts.own);
  }

  private readSteps(
    builds: BuildColumns,
    steps: StepColumns,
    marks: Uint8Array,
    mask: Uint8Array | null,
  ): StepReading {
    const { waitS, status, own, broken } = this.room.reading;
    const { approvalS } = builds;
    waitS.set(builds.waitS);
    for (const column of [status, own, broken]) column.fill(0, 0, builds.n);
    forEachSeries(steps, (seriesId, from, until) => {
      if (marks[seriesId] !== 1) return;
      for (let i = from; i < until; i += 1) {
        const build = steps.build[i] ?? 0;
        if (mask !== null && mask[build] !== 1) continue;
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
        const stopS = Math.max(0, stop - (approvalS[build] ?? 0));
        waitS[build] = own[build] === 1 ? Math.max(waitS[build] ?? 0, stopS) : stopS;
        own[build] = 1;
      }
    });
    // A build that broke off before the rest of the group's steps says nothing of how long the group takes.
    for (let build = 0; build < builds.n; build += 1) if (broken[build] === 1) own[build] = 0;
    return this.room.reading;
  }

  /** @param own null: all builds are picked; else those whose steps ended in some way */
  private collect(
    builds: BuildColumns,
    mask: Uint8Array | null,
    { waitS, status }: Pick<PickedBuilds, 'waitS' | 'status'>,
    own: Uint8Array | null,
  ): PickedBuilds {
    const { selected } = this.room;
    let n = 0;
    for (let build = 0; build < builds.n; build += 1) {
      if ((mask !== null && mask[build] !== 1) || (own !== null && status[build] === 0)) continue;
      selected.index[n] = build;
      selected.waitS[n] = waitS[build] ?? 0;
      selected.status[n] = status[build] ?? 0;
      selected.own[n] = own?.[build] ?? 1;
      n += 1;
    }
    return { ...selected, n };
  }
}

/** What the steps of a group tell of each build of a week. */
interface StepReading {
  waitS: Uint32Array;
  /** 0: none of them ran. */
  status: Uint8Array;
  own: Uint8Array;
  broken: Uint8Array;
}

function roomFor(size: number) {
  const reading: StepReading = {
    waitS: new Uint32Array(size),
    status: new Uint8Array(size),
    own: new Uint8Array(size),
    broken: new Uint8Array(size),
  };
  const selected = {
    index: new Uint32Array(size),
    waitS: new Uint32Array(size),
    status: new Uint8Array(size),
    own: new Uint8Array(size),
  };
  return { size, reading, selected };
}

/** 0, 1, 2, …: the places of all builds of a run, however many. */
let places = new Uint32Array(0);

function identity(n: number): Uint32Array {
  if (places.length < n) {
    places = new Uint32Array(2 * n);
    for (let i = 0; i < places.length; i += 1) places[i] = i;
  }
  return places;
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

/** It started, and waited for no approval that nobody saw. */
function hasKnownWait(flags: number): boolean {
  return (flags & (BUILD_FLAG.started | BUILD_FLAG.unclear)) === BUILD_FLAG.started;
}

/** Whether the wait for a build counts in percentiles: a success that ran. */
export function hasWait(builds: BuildColumns, build: number): boolean {
  return builds.status[build] === STATUS.success && hasKnownWait(builds.flags[build] ?? 0);
}

/** The same of a picked build. */
export function isTimed(builds: BuildColumns, selected: PickedBuilds, i: number): boolean {
  if (selected.status[i] !== STATUS.success || selected.own?.[i] === 0) return false;
  return hasKnownWait(builds.flags[selected.index[i] ?? 0] ?? 0);
}

/** Of what was waited for the picked build, the part in which nothing had started; seconds. */
export function queueOf(builds: BuildColumns, selected: PickedBuilds, i: number): number {
  return Math.min(builds.queueS[selected.index[i] ?? 0] ?? 0, selected.waitS[i] ?? 0);
}
