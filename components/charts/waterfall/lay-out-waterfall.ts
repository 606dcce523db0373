import type { BuildDetail, BuildStage, BuildStep } from '@/lib/builds/query';
import { isFailed } from '@/lib/builds/query';
import { type PlacedSpan, placeInstant, placeSpan, type TimeWindow } from './time-window';

type Status = BuildStage['status'];

/** What a bar is: grey waiting, amber pulling, a run with the colour of its end, a layer that was cached or was not. */
export type BarStyle =
  | 'waits-for-stages'
  | 'queue'
  | 'pull'
  | 'run'
  | 'running'
  | 'failed'
  | 'cancelled'
  | 'cached'
  | 'missed';

export interface Bar extends PlacedSpan {
  look: BarStyle;
}

/** What one line of the waterfall draws; all places are shares of the window. */
export interface WaterfallRow {
  bars: Bar[];
  /** Stretches of the critical path. */
  path: PlacedSpan[];
  /** Where it usually ends; null: not known, or outside of the window. */
  usual: { p50: number | null; p90: number | null; between: PlacedSpan | null };
  /** Its bars all lie before or behind the window; null: they do not, or it has none. */
  hidden: 'before' | 'after' | null;
}

type TimedBuild = Pick<BuildDetail, 'elapsedMs' | 'path' | 'stages'>;

interface Stretch {
  look: BarStyle;
  fromMs: number;
  untilMs: number;
}

const NO_USUAL: WaterfallRow['usual'] = { p50: null, p90: null, between: null };

/** A stage: how long it waited for others and for a runner, and from when to when it ran. */
export function layOutStage(build: TimedBuild, stage: BuildStage, window: TimeWindow): WaterfallRow {
  const { stretches, path } = stageStretches(build, stage);
  return row(stretches, path, NO_USUAL, window);
}

/** A step: its run, the pulls in it, and where it usually ends. Skipped ones and those to come have no bar. */
export function layOutStep(
  build: TimedBuild,
  stage: BuildStage,
  step: BuildStep,
  window: TimeWindow,
): WaterfallRow {
  const { startMs, status, usual } = step;
  if (startMs === null) return row([], [], NO_USUAL, window);
  const untilMs = Math.max(startMs, step.stopMs ?? build.elapsedMs);
  const stretches: Stretch[] = [{ look: runStyle(status), fromMs: startMs, untilMs }];
  for (const { kind, startMs: pullMs, durationMs } of step.inside.spans) {
    if (kind !== 'pull' || pullMs === null || durationMs === null || durationMs === 0) continue;
    const fromMs = Math.min(startMs + pullMs, untilMs);
    stretches.push({ look: 'pull', fromMs, untilMs: Math.min(fromMs + durationMs, untilMs) });
  }
  return row(stretches, pathOf(build, stage.name, step.name), usualMarks(startMs, usual, window), window);
}

const SPAN_LOOKS = { hit: 'cached', miss: 'missed', unknown: 'run' } as const;

/** A command, pull or layer inside of a step. */
export function layOutSpan(
  step: BuildStep,
  span: BuildStep['inside']['spans'][number],
  window: TimeWindow,
): WaterfallRow {
  if (step.startMs === null || span.startMs === null || span.durationMs === null) {
    return row([], [], NO_USUAL, window);
  }
  const fromMs = step.startMs + span.startMs;
  const look = span.kind === 'pull' ? 'pull' : SPAN_LOOKS[span.cache];
  return row([{ look, fromMs, untilMs: fromMs + span.durationMs }], [], NO_USUAL, window);
}

function stageStretches(build: TimedBuild, stage: BuildStage): { stretches: Stretch[]; path: TimeWindow[] } {
  const path = pathOf(build, stage.name, null);
  const { startMs, stopMs, queueMs, dependencyMs, status } = stage;
  if (startMs === null) return { stretches: openWaiting(build, stage), path };
  const freeMs = Math.max(0, startMs - (queueMs ?? 0));
  const stretches: Stretch[] = [
    { look: 'waits-for-stages', fromMs: Math.max(0, freeMs - (dependencyMs ?? 0)), untilMs: freeMs },
    { look: 'queue', fromMs: freeMs, untilMs: startMs },
    { look: runStyle(status), fromMs: startMs, untilMs: Math.max(startMs, stopMs ?? build.elapsedMs) },
  ];
  return {
    stretches: stretches.filter(({ look, fromMs, untilMs }) => untilMs > fromMs || isRun(look)),
    path,
  };
}

/** A stage that has not started waits for other stages, or for a runner or somebody's approval. */
function openWaiting({ elapsedMs, stages }: TimedBuild, { status, dependsOn }: BuildStage): Stretch[] {
  if (status === 'waiting_on_dependencies') {
    return [{ look: 'waits-for-stages', fromMs: 0, untilMs: elapsedMs }];
  }
  if (status !== 'pending' && status !== 'blocked') return [];
  const stops = stages.flatMap(other => (dependsOn.includes(other.name) ? (other.stopMs ?? 0) : []));
  const freeMs = Math.min(Math.max(0, ...stops), elapsedMs);
  const waited: Stretch = { look: 'waits-for-stages', fromMs: 0, untilMs: freeMs };
  return [...(freeMs > 0 ? [waited] : []), { look: 'queue', fromMs: freeMs, untilMs: elapsedMs }];
}

function pathOf({ path }: TimedBuild, pipeline: string, step: string | null): TimeWindow[] {
  return (path ?? []).filter(stretch => stretch.pipeline === pipeline && stretch.step === step);
}

function usualMarks(
  startMs: number,
  { p50Ms, p90Ms }: BuildStep['usual'],
  window: TimeWindow,
): WaterfallRow['usual'] {
  if (p50Ms === null || p90Ms === null) return NO_USUAL;
  return {
    p50: placeInstant(startMs + p50Ms, window),
    p90: placeInstant(startMs + p90Ms, window),
    between: placeSpan(startMs + p50Ms, startMs + p90Ms, window),
  };
}

function row(
  stretches: readonly Stretch[],
  path: readonly TimeWindow[],
  usual: WaterfallRow['usual'],
  window: TimeWindow,
): WaterfallRow {
  const bars = stretches.flatMap(({ look, fromMs, untilMs }) => {
    const placed = placeSpan(fromMs, untilMs, window);
    return placed === null ? [] : [{ ...placed, look }];
  });
  const [first] = stretches;
  const isHidden = bars.length === 0 && first !== undefined;
  return {
    bars,
    path: path.flatMap(({ fromMs, untilMs }) => placeSpan(fromMs, untilMs, window) ?? []),
    usual,
    hidden: isHidden ? (first.fromMs >= window.untilMs ? 'after' : 'before') : null,
  };
}

function isRun(look: BarStyle): boolean {
  return look !== 'queue' && look !== 'waits-for-stages';
}

function runStyle(status: Status): BarStyle {
  if (isFailed(status)) return 'failed';
  if (status === 'killed') return 'cancelled';
  return status === 'success' ? 'run' : 'running';
}
