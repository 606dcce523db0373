import type { AttentionSlice } from './attention';
import type { WaitingBuild, WaitingParams } from './waiting-day';

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
