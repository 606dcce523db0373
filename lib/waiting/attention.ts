import type { WaitingBuild, WaitingDay, WaitingParams } from './waiting-day';

/** A stretch of working time in which builds are under way, and neither they nor their weights change. */
export interface AttentionSlice<Build extends WaitingBuild> {
  fromMs: number;
  untilMs: number;
  /** α: 0 to 1. */
  attention: number;
  /** Builds that share the attention: those with a weight above 0. */
  sharing: ReadonlyArray<{ build: Build; weight: number }>;
  /** False in the last slice of a working window: a run of attention does not go on across its edge. */
  windowGoesOn: boolean;
}

/**
 * The working hours of a day, without those in which no build is under way, cut wherever attention changes.
 *
 * @param builds in order of their creation
 * @throws RangeError when the working hours are not in order
 */
export function sliceAttention<Build extends WaitingBuild>(
  builds: readonly Build[],
  windows: WaitingDay['windows'],
  params: WaitingParams,
): Array<AttentionSlice<Build>> {
  const slices: Array<AttentionSlice<Build>> = [];
  const cuts = cutsOf(builds, params);
  let cut = 0;
  let coming = 0;
  let active: Build[] = [];
  for (const [openMs, closeMs] of inOrder(windows)) {
    let fromMs = openMs;
    while (fromMs < closeMs) {
      while ((cuts[cut] ?? Number.POSITIVE_INFINITY) <= fromMs) cut += 1;
      const untilMs = Math.min(closeMs, cuts[cut] ?? closeMs);
      for (
        let build = builds[coming];
        build !== undefined && build.createdMs <= fromMs;
        build = builds[coming]
      ) {
        active.push(build);
        coming += 1;
      }
      active = active.filter(({ finishedMs }) => finishedMs > fromMs);
      if (active.length > 0) slices.push(sliceOf(active, params, fromMs, untilMs, untilMs < closeMs));
      fromMs = untilMs;
    }
  }
  return slices;
}

function inOrder(windows: WaitingDay['windows']): WaitingDay['windows'] {
  let doneMs = Number.NEGATIVE_INFINITY;
  for (const [openMs, closeMs] of windows) {
    if (!(openMs >= doneMs && closeMs >= openMs)) {
      throw new RangeError(`working hours from ${openMs} to ${closeMs} ms: sort them, and let none overlap`);
    }
    doneMs = closeMs;
  }
  return windows;
}

/** When builds come and go, and when their weights fall. */
function cutsOf(builds: readonly WaitingBuild[], params: WaitingParams): Float64Array {
  const cuts = new Float64Array(4 * builds.length);
  builds.forEach(({ createdMs, finishedMs }, index) => {
    cuts[4 * index] = createdMs;
    cuts[4 * index + 1] = finishedMs;
    cuts[4 * index + 2] = Math.min(createdMs + params.fullAttentionMs, finishedMs);
    cuts[4 * index + 3] = Math.min(createdMs + params.partialUntilMs, finishedMs);
  });
  return cuts.sort();
}

function sliceOf<Build extends WaitingBuild>(
  active: readonly Build[],
  params: WaitingParams,
  fromMs: number,
  untilMs: number,
  windowGoesOn: boolean,
): AttentionSlice<Build> {
  const sharing: Array<{ build: Build; weight: number }> = [];
  let attention = 0;
  for (const build of active) {
    const weight = weightAt(fromMs - build.createdMs, params);
    if (weight === 0) continue;
    attention = Math.max(attention, weight);
    sharing.push({ build, weight });
  }
  return { fromMs, untilMs, attention, sharing, windowGoesOn };
}

/** w(τ): what a build takes of the attention, τ milliseconds after its push. */
function weightAt(sincePushMs: number, params: WaitingParams): number {
  if (sincePushMs >= params.partialUntilMs) return 0;
  return sincePushMs < params.fullAttentionMs ? 1 : params.partialWeight;
}

/**
 * The builds that cost a switch, in order of time: each maximal run of attention longer than G ends with
 * one, the first N of a day count. It belongs to the build that ended the run; a run that ends because
 * attention is gone or the working hours are over, to the active build with the largest weight, ties to
 * the newest; of builds that finish at the same second, to the one with the highest id.
 */
export function findSwitches<Build extends WaitingBuild>(
  slices: ReadonlyArray<AttentionSlice<Build>>,
  params: WaitingParams,
): Build[] {
  const switches: Build[] = [];
  let startMs: number | null = null;
  slices.forEach((slice, index) => {
    if (slice.attention === 0) return;
    startMs ??= slice.fromMs;
    const next = slices[index + 1];
    const goesOn =
      slice.windowGoesOn && next !== undefined && next.fromMs === slice.untilMs && next.attention > 0;
    if (goesOn) return;
    if (slice.untilMs - startMs > params.switchAfterMs && switches.length < params.maxSwitches) {
      switches.push(endedBy(slice));
    }
    startMs = null;
  });
  return switches;
}

function endedBy<Build extends WaitingBuild>({ sharing, untilMs }: AttentionSlice<Build>): Build {
  const finished = sharing.filter(({ build }) => build.finishedMs === untilMs);
  const candidates = finished.length > 0 ? finished : sharing;
  const [first, ...rest] = candidates;
  if (first === undefined) throw new RangeError('a run of attention has a build');
  return rest.reduce((best, other) => {
    if (finished.length > 0) return other.build.id > best.build.id ? other : best;
    if (other.weight !== best.weight) return other.weight > best.weight ? other : best;
    const newer = other.build.createdMs - best.build.createdMs || other.build.id - best.build.id;
    return newer > 0 ? other : best;
  }, first).build;
}
