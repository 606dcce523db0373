'use client';

import { ChartFrame } from './chart-frame';
import { DistributionPlot } from './lazy-plots';

/** How many values fall into a band; milliseconds, the upper end not included. */
interface DistributionBin {
  fromMs: number;
  untilMs: number;
  n: number;
}

export interface DistributionChartProps {
  bins: readonly DistributionBin[];
  /** What is counted: `builds`, `runs`. */
  countName: string;
  summary: string;
  height?: number;
}

/** How durations spread: one bar a band, all of the same width on a logarithmic scale. */
export function DistributionChart(props: DistributionChartProps) {
  const { summary, height } = props;
  return (
    <ChartFrame summary={summary} legend={[]} {...(height === undefined ? {} : { height })}>
      <DistributionPlot {...props} />
    </ChartFrame>
  );
}
