'use client';

import { formatDuration, formatExactDuration } from '@/lib/format';
import { ChartFrame } from './chart-frame';
import { type DrawnSeries, PlotDrawing } from './first-drawing';
import { DistributionPlot } from './lazy-plots';
import { distinctFormat, valueScale } from './value-scale';

/** An axis names no more edges than this. */
const MOST_NAMED = 6;

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
  const { bins, summary, height } = props;
  const scale = valueScale('count', Math.max(0, ...bins.map(bin => bin.n)));
  const formatEdge = distinctFormat(
    bins.map(bin => bin.fromMs),
    [formatDuration, formatExactDuration],
  );
  const every = Math.ceil(bins.length / MOST_NAMED);
  const names = bins.flatMap(({ fromMs }, place) =>
    place % every === 0 ? [{ place, text: formatEdge(fromMs) }] : [],
  );
  const low = bins.map(() => 0);
  const bars: DrawnSeries = { kind: 'bar', color: 'var(--line)', low, high: bins.map(bin => bin.n) };
  return (
    <ChartFrame
      summary={summary}
      legend={[]}
      {...(height === undefined ? {} : { height })}
      drawing={<PlotDrawing scale={scale} places={bins.length} names={names} series={[bars]} />}
    >
      <DistributionPlot {...props} scale={scale} formatEdge={formatEdge} />
    </ChartFrame>
  );
}
