'use client';

import { type CSSProperties, memo } from 'react';
import { formatCount, formatDuration } from '@/lib/format';
import { heatStep } from './heat-scale';
import classes from './heatmap.module.css';
import type { HeatmapCell, HeatmapChartProps } from './heatmap-chart';
import { HOURS_OF_DAY, WEEKDAYS, weekHourName } from './week-hours';

type HeatmapCellsProps = Omit<HeatmapChartProps, 'summary' | 'onFollow'> & {
  /** The cell that the keyboard is on. */
  current: number;
};

/** The field itself. Where a cell stands is settled by the style sheet, so that the server can draw it. */
export const HeatmapCells = memo(function HeatmapCells(props: HeatmapCellsProps) {
  const { cells, limitsMs, smallN, current } = props;
  return WEEKDAYS.map((name, day) => (
    // biome-ignore lint/a11y/useSemanticElements: there are no tables in a drawing
    <g key={name} role="row" tabIndex={-1} aria-label={name} style={{ '--day': day } as CSSProperties}>
      {cells.slice(day * HOURS_OF_DAY, (day + 1) * HOURS_OF_DAY).map((cell, hour) => {
        const index = day * HOURS_OF_DAY + hour;
        return (
          <g key={index} style={{ '--hour': hour } as CSSProperties}>
            {cell.valueMs !== null && (
              <rect
                className={classes.value}
                data-small={cell.n < smallN}
                style={{ fill: `var(--heat-${heatStep(cell.valueMs, limitsMs)})` }}
              />
            )}
            {/* biome-ignore lint/a11y/useSemanticElements: there are no tables in a drawing */}
            <rect
              className={cell.valueMs === null ? classes.empty : classes.target}
              role="gridcell"
              tabIndex={index === current ? 0 : -1}
              data-index={index}
              data-leads={cell.href !== null}
              aria-label={`${weekHourName(day + 1, hour)}: ${describe(cell, props)}`}
            />
          </g>
        );
      })}
    </g>
  ));
});

function describe(
  { valueMs, n }: HeatmapCell,
  { valueName, countName, smallN }: Pick<HeatmapChartProps, 'valueName' | 'countName' | 'smallN'>,
): string {
  if (valueMs === null) return `no ${countName}`;
  return `${valueName} ${formatDuration(valueMs)}, ${n < smallN ? 'only ' : ''}${formatCount(n)} ${countName}`;
}
