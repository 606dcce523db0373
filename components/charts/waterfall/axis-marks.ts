import { durationTicks } from '@/components/charts/value-scale';
import { formatDuration } from '@/lib/format';
import { HOUR_MS } from '@/lib/time/units';
import { placeInstant, type TimeWindow } from './time-window';

export interface AxisMark {
  /** From 0 to 1. */
  at: number;
  label: string;
}

export interface WaterfallAxis {
  marks: AxisMark[];
  /** What the marks count from, milliseconds since the push. */
  baseMs: number;
}

/**
 * Round marks of a window: since the push, or since the beginning of the window where that lies hours away and
 * seconds would not be told any more.
 */
export function waterfallAxis(window: TimeWindow): WaterfallAxis {
  const [, stepMs = 1000] = durationTicks(window.untilMs - window.fromMs);
  const baseMs = window.fromMs > 0 && window.untilMs > HOUR_MS && stepMs < HOUR_MS ? window.fromMs : 0;
  const marks: AxisMark[] = [];
  const first = Math.ceil((window.fromMs - baseMs) / stepMs) * stepMs + baseMs;
  for (let atMs = first; atMs <= window.untilMs; atMs += stepMs) {
    marks.push({ at: placeInstant(atMs, window) ?? 0, label: formatDuration(atMs - baseMs) });
  }
  return { marks, baseMs };
}
