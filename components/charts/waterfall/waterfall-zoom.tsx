'use client';

import type { BuildDetail } from '@/lib/builds/query';
import { formatDuration } from '@/lib/format';
import { firstWindow, type TimeWindow, wholeWindow } from './time-window';
import classes from './waterfall.module.css';

interface WaterfallZoomProps {
  build: BuildDetail;
  zoom: string | null;
  window: TimeWindow;
  onZoom: (zoom: string | null) => void;
}

/** Says which part of the build is shown, and leads to the others. */
export function WaterfallZoom({ build, zoom, window, onZoom }: WaterfallZoomProps) {
  const first = firstWindow(build);
  const whole = wholeWindow(build);
  const leavesOut = first.fromMs > 0;
  const isFirst = window.fromMs === first.fromMs && window.untilMs === first.untilMs;
  const isWhole = window.fromMs === whole.fromMs && window.untilMs === whole.untilMs;
  if (isFirst && !leavesOut) {
    return (
      <p className={`${classes.hint} ${classes.dragHint}`}>
        Drag across the bars to see a part of the time larger.
      </p>
    );
  }
  return (
    <p className={classes.hint} aria-live="polite">
      {isFirst && `The first ${formatDuration(first.fromMs)} are left out: nothing ran. `}
      {!isFirst &&
        !isWhole &&
        `From ${formatDuration(window.fromMs)} to ${formatDuration(window.untilMs)} after the push. `}
      {!isWhole && (
        <button type="button" className={classes.plain} onClick={() => onZoom(leavesOut ? 'all' : null)}>
          Show the whole build
        </button>
      )}
      {!isFirst && leavesOut && zoom !== null && (
        <button type="button" className={classes.plain} onClick={() => onZoom(null)}>
          Show only while it ran
        </button>
      )}
    </p>
  );
}
