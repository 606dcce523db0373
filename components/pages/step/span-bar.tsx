import { formatMachineHours, formatRatio } from '@/lib/format';
import classes from './spans.module.css';
import type { SpanShare } from './step-spans';

/** The share of the step's time as a part of a whole line, what was spent in misses first. */
export function SpanBar({ row: { span, share, missShare } }: { row: SpanShare }) {
  if (share === null) return formatMachineHours(span.totalMs);
  const missing = Math.min(missShare ?? 0, 1);
  return (
    <span className={classes.share}>
      <span className={classes.percent}>{formatRatio(share)}</span>
      <span className={classes.track} aria-hidden="true">
        <span className={classes.missing} style={{ width: `${missing * 100}%` }} />
        <span
          className={classes.other}
          style={{ width: `${Math.max(0, Math.min(share, 1) - missing) * 100}%` }}
        />
      </span>
    </span>
  );
}
