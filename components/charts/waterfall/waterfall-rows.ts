import type { BuildDetail } from '@/lib/builds/query';
import type { AxisMark } from './axis-marks';
import type { TimeWindow } from './time-window';

/** Moves the focus between the rows of a waterfall: up, down, home and end; the others are left to the browser. */
export function walkRows(event: React.KeyboardEvent<HTMLElement>): void {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.findIndex(row => row.matches(':focus'));
  if (at < 0) return;
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[event.key];
  const next = to === undefined ? undefined : rows[to];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

/** What all rows of a waterfall are drawn by. */
export interface WaterfallView {
  build: BuildDetail;
  window: TimeWindow;
  marks: readonly AxisMark[];
  /** Where the build ended, or now; null: outside of the window. */
  endAt: number | null;
}
