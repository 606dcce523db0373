import type { BuildDetail } from '@/lib/builds/query';
import type { AxisMark } from './axis-marks';
import type { TimeWindow } from './time-window';

/** What all rows of a waterfall are drawn by. */
export interface WaterfallView {
  build: BuildDetail;
  window: TimeWindow;
  marks: readonly AxisMark[];
  /** Where the build ended, or now; null: outside of the window. */
  endAt: number | null;
}
