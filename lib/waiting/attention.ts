import type { BuildStretch, WaitingBuild, WaitingDay, WaitingParams } from './waiting-day';

/** A stretch of time in which nothing changes: who is waited for, and how much of the attention is gone. */
export interface AttentionSlice {
  fromMs: number;
  untilMs: number;
  /** α: 0 to 1. */
  attention: number;
  /** Builds that share the attention: those with a weight above 0. */
  sharing: ReadonlyArray<{ build: WaitingBuild; stretch: BuildStretch; weight: number }>;
  /** False in the last slice of a working window: a run of attention does not go on across its edge. */
  windowGoesOn: boolean;
}

/** w(τ): what a build takes of the attention, τ milliseconds after its push. */
function weightAt(sincePushMs: number, params: WaitingParams): number {
  if (sincePushMs < 0 || sincePushMs >= params.partialUntilMs) return 0;
  return sincePushMs < params.fullAttentionMs ? 1 : params.partialWeight;
}

/** The working hours of a day cut wherever a build, its weight or its place on the critical path changes. */
export function sliceAttention({ builds, windows, params }: WaitingDay): AttentionSlice[] {
  const cuts = cutsOf(builds, params);
  const slices: AttentionSlice[] = [];
  for (const [fromMs, untilMs] of windows) {
    const inside = [fromMs, ...cuts.filter(cut => cut > fromMs && cut < untilMs), untilMs];
    for (let index = 1; index < inside.length; index += 1) {
      const from = inside[index - 1] ?? fromMs;
      const until = inside[index] ?? untilMs;
      if (until > from) slices.push(sliceAt(builds, params, from, until, until < untilMs));
    }
  }
  return slices;
}

function cutsOf(builds: readonly WaitingBuild[], params: WaitingParams): number[] {
  const cuts = new Set<number>();
  for (const build of builds) {
    cuts.add(build.createdMs).add(build.finishedMs);
    cuts.add(build.createdMs + params.fullAttentionMs).add(build.createdMs + params.partialUntilMs);
    for (const stretch of build.stretches) cuts.add(stretch.fromMs);
  }
  return [...cuts].filter(Number.isFinite).sort((a, b) => a - b);
}

function sliceAt(
  builds: readonly WaitingBuild[],
  params: WaitingParams,
  fromMs: number,
  untilMs: number,
  windowGoesOn: boolean,
): AttentionSlice {
  const sharing: Array<{ build: WaitingBuild; stretch: BuildStretch; weight: number }> = [];
  let attention = 0;
  for (const build of builds) {
    if (fromMs < build.createdMs || fromMs >= build.finishedMs) continue;
    const weight = weightAt(fromMs - build.createdMs, params);
    if (weight === 0) continue;
    attention = Math.max(attention, weight);
    sharing.push({ build, stretch: stretchAt(build, fromMs), weight });
  }
  return { fromMs, untilMs, attention, sharing, windowGoesOn };
}

function stretchAt(build: WaitingBuild, atMs: number): BuildStretch {
  const stretch = build.stretches.find(({ fromMs, untilMs }) => fromMs <= atMs && atMs < untilMs);
  if (stretch === undefined) throw new RangeError(`build ${build.id} has no stretch at ${atMs} ms`);
  return stretch;
}
