import { replayDay } from './replay-day';
import type { BuildStretch, WaitCause, WaitingBuild, WaitingParams } from './waiting-day';

/** A day as a file tells it: times in seconds from local midnight, a build queues until `started`. */
export interface WaitingVector {
  builds: ReadonlyArray<{
    id: number;
    created: number;
    started: number | null;
    finished: number;
    kind: 'ok' | 'failed' | 'rerun' | 'cancelled';
  }>;
  windows: ReadonlyArray<readonly [number, number]>;
  params: {
    full: number;
    partial_until: number;
    partial_w: number;
    switch_after: number;
    switch_cost: number;
    max_switches: number;
    cap: number;
  };
}

/** Seconds; `byBuild` is attention after the cap, without switches. */
export interface WaitingVectorResult {
  measuredWait: number;
  attended: number;
  switches: number;
  lost: number;
  byBuild: Record<string, number>;
  byCause: Partial<Record<WaitCause, number>>;
  switchByBuild: Record<string, number>;
}

/** Replays a day told by a file; the answer has the same units as the file. */
export function replayVector(vector: WaitingVector): WaitingVectorResult {
  const windows = vector.windows.map(([from, until]) => [toMs(from), toMs(until)] as const);
  const day = replayDay({ builds: vector.builds.map(toBuild), windows, params: toParams(vector.params) });
  const result: WaitingVectorResult = {
    measuredWait: day.measuredMs / 1000,
    attended: day.attendedMs / 1000,
    switches: day.switchCount,
    lost: day.lostMs / 1000,
    byBuild: {},
    byCause: {},
    switchByBuild: {},
  };
  const byBuild = new Map<number, number>();
  const byCause = new Map<WaitCause, number>();
  for (const { buildId, cause, exactMs } of day.amounts) {
    byCause.set(cause, (byCause.get(cause) ?? 0) + exactMs);
    if (cause === 'switch') result.switchByBuild[buildId] = toSeconds(exactMs);
    else byBuild.set(buildId, (byBuild.get(buildId) ?? 0) + exactMs);
  }
  for (const [id, ms] of byBuild) result.byBuild[id] = toSeconds(ms);
  for (const [cause, ms] of byCause) result.byCause[cause] = toSeconds(ms);
  return result;
}

const CAUSE_OF_KIND = { ok: 'run', failed: 'failed', rerun: 'rerun', cancelled: 'cancelled' } as const;

function toBuild(build: WaitingVector['builds'][number]): WaitingBuild {
  const [createdMs, finishedMs] = [toMs(build.created), toMs(build.finished)];
  const startedMs = Math.min(Math.max(toMs(build.started ?? build.finished), createdMs), finishedMs);
  const rerun = build.kind === 'rerun';
  const stretches: BuildStretch[] = [
    { fromMs: createdMs, untilMs: startedMs, cause: rerun ? 'rerun' : 'queue', place: null },
    { fromMs: startedMs, untilMs: finishedMs, cause: CAUSE_OF_KIND[build.kind], place: null },
  ];
  return { id: build.id, createdMs, finishedMs, stretches, switchPlace: null };
}

function toParams(params: WaitingVector['params']): WaitingParams {
  return {
    fullAttentionMs: toMs(params.full),
    partialUntilMs: toMs(params.partial_until),
    partialWeight: params.partial_w,
    switchAfterMs: toMs(params.switch_after),
    switchCostMs: toMs(params.switch_cost),
    maxSwitches: params.max_switches,
    capMs: toMs(params.cap),
  };
}

function toSeconds(ms: number): number {
  return Math.round(ms) / 1000;
}

function toMs(seconds: number): number {
  return Math.round(seconds * 1000);
}
