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
