import type { BuildDetail } from '@/lib/builds/query';

/** A stretch of time, milliseconds since the creation of a build. */
export interface TimeWindow {
  fromMs: number;
  untilMs: number;
}

/** Where a stretch lies within a window, as shares of its width. */
export interface PlacedSpan {
  from: number;
  width: number;
  /** It begins before the window, or ends behind it. */
  isCutBefore: boolean;
  isCutAfter: boolean;
}

/** Cuts a stretch to a window; null where nothing of it is inside. One without length is inside with width 0. */
export function placeSpan(fromMs: number, untilMs: number, window: TimeWindow): PlacedSpan | null {
  const endMs = Math.max(fromMs, untilMs);
  const isOutside = fromMs > window.untilMs || endMs < window.fromMs;
  const onlyTouches = endMs > fromMs && (fromMs === window.untilMs || endMs === window.fromMs);
  if (isOutside || onlyTouches) return null;
  const wholeMs = Math.max(1, window.untilMs - window.fromMs);
  const from = Math.max(0, fromMs - window.fromMs) / wholeMs;
  const until = (Math.min(endMs, window.untilMs) - window.fromMs) / wholeMs;
  return {
    from,
    width: Math.max(0, until - from),
    isCutBefore: fromMs < window.fromMs,
    isCutAfter: endMs > window.untilMs,
  };
}

/** Where an instant lies within a window, from 0 to 1; null: outside. */
export function placeInstant(atMs: number, { fromMs, untilMs }: TimeWindow): number | null {
  if (atMs < fromMs || atMs > untilMs) return null;
  return (atMs - fromMs) / Math.max(1, untilMs - fromMs);
}

/** What the axis of a build is made of. */
export type TimedBuild = Pick<BuildDetail, 'elapsedMs' | 'stages'>;

/** Marks of usual times may stand behind the end of the build, so far. */
const ROOM = 0.12;
/** Where waiting takes more than this share, the steps would be too thin to read. */
const MOST_WAITING = 0.7;
/** What ran is shown with so much of the waiting before it, as a share of its own length. */
const LEAD = 0.06;
const SHORTEST_MS = 1000;

/** Everything from the push on. Runners have clocks of their own: a step may stop after its build. */
export function wholeWindow({ elapsedMs, stages }: TimedBuild): TimeWindow {
  const stops = stages.flatMap(stage => [stage.stopMs ?? 0, ...stage.steps.map(step => step.stopMs ?? 0)]);
  const endMs = Math.max(elapsedMs, ...stops, SHORTEST_MS);
  const marks = stages.flatMap(stage =>
    stage.steps.map(({ startMs, usual }) =>
      startMs === null || usual.p90Ms === null ? 0 : startMs + usual.p90Ms,
    ),
  );
  return { fromMs: 0, untilMs: Math.max(endMs, Math.min(Math.max(0, ...marks), endMs * (1 + ROOM))) };
}

/** What is shown at first: all, or without most of the waiting before the first start where that is most of it. */
export function firstWindow(build: TimedBuild): TimeWindow {
  const whole = wholeWindow(build);
  const starts = build.stages.flatMap(stage => (stage.startMs === null ? [] : [stage.startMs]));
  if (starts.length === 0) return whole;
  const startMs = Math.min(...starts);
  if (startMs <= whole.untilMs * MOST_WAITING || startMs >= whole.untilMs) return whole;
  return { fromMs: Math.floor(startMs - (whole.untilMs - startMs) * LEAD), untilMs: whole.untilMs };
}

/**
 * The window that the address asks for: `all`, or seconds since the push such as `60-120`. Anything else, as what
 * lies outside of the build, is the first one.
 */
export function chooseWindow(build: TimedBuild, zoom: string | null): TimeWindow {
  if (zoom === 'all') return wholeWindow(build);
  const [, from, until] = /^(\d{1,8})-(\d{1,8})$/.exec(zoom ?? '') ?? [];
  const whole = wholeWindow(build);
  const [fromMs, untilMs] = [Number(from) * 1000, Math.min(Number(until) * 1000, whole.untilMs)];
  return untilMs - fromMs >= SHORTEST_MS ? { fromMs, untilMs } : firstWindow(build);
}

/** A window as it stands in the address, in whole seconds. */
export function renderZoom({ fromMs, untilMs }: TimeWindow): string {
  const from = Math.floor(Math.max(0, fromMs) / 1000);
  return `${from}-${Math.max(from + 1, Math.ceil(untilMs / 1000))}`;
}
