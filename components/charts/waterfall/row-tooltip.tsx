import { ChartTooltip } from '@/components/charts/plots/chart-tooltip';
import type { TimeLine } from './describe-times';
import classes from './waterfall.module.css';

interface RowTooltipProps {
  title: string;
  lines: readonly TimeLine[];
  /** Above where there is no room below. */
  side: 'below' | 'above';
}

/** Floats beside its row; what it says is in the row, in the opened step and in the table as well. */
export function RowTooltip({ title, lines, side }: RowTooltipProps) {
  return (
    <span className={classes.tooltip} data-side={side} aria-hidden="true">
      <ChartTooltip title={title} lines={lines} />
    </span>
  );
}
