import type { CSSProperties } from 'react';
import chart from './chart.module.css';
import { formatLimit, HEAT_STEPS } from './heat-scale';
import classes from './heatmap.module.css';
import type { HeatmapChartProps } from './heatmap-chart';

type HeatmapLegendProps = Pick<HeatmapChartProps, 'limitsMs' | 'valueName' | 'countName' | 'smallN'>;

/** What the colours mean, with the time at which each begins. */
export function HeatmapLegend({ limitsMs, valueName, countName, smallN }: HeatmapLegendProps) {
  return (
    <figcaption className={`${chart.legend} ${classes.legend}`}>
      <span className={classes.scale}>
        {valueName}
        <span className={classes.steps}>
          {Array.from({ length: HEAT_STEPS }, (_, step) => {
            const limit = limitsMs[step];
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a colour is its index
              <span key={step} className={classes.step}>
                <span
                  className={classes.color}
                  style={{ '--color': `var(--heat-${step + 1})` } as CSSProperties}
                />
                {limit !== undefined && <span className={classes.limit}>{formatLimit(limit)}</span>}
              </span>
            );
          })}
        </span>
      </span>
      <span className={chart.entry}>
        <span className={classes.smallSample} />
        fewer than {smallN} {countName}
      </span>
      <span className={chart.entry}>
        <span className={classes.emptySample} />
        no {countName}
      </span>
    </figcaption>
  );
}
