'use client';

import { ChartFrame } from './chart-frame';
import { type DistributionBin, edgeNames, placeOf } from './distribution-axis';
import { type DrawnSeries, PlotDrawing } from './first-drawing';
import { DistributionPlot } from './lazy-plots';
import { valueScale } from './value-scale';

export interface DistributionChartProps {
  bins: readonly DistributionBin[];
  /** What is counted: `builds`, `runs`. */
  countName: string;
  /** Percentiles that are marked: `p50`, and in full what the legend says of it. */
  marks: ReadonlyArray<{ name: string; ms: number; label: string }>;
  summary: string;
  height?: number;
}

/** How durations spread: a bar for each band, percentiles marked across them. */
export function DistributionChart({ bins, countName, marks, summary, height }: DistributionChartProps) {
  const scale = valueScale('count', Math.max(0, ...bins.map(bin => bin.n)));
  const names = edgeNames(bins);
  const placed = marks.flatMap(({ name, ms }, row) => {
    const place = placeOf(bins, ms);
    return place === null ? [] : [{ name, row, place }];
  });
  const low = bins.map(() => 0);
  const bars: DrawnSeries = { kind: 'bar', color: 'var(--line)', low, high: bins.map(bin => bin.n) };
  // The drawing counts places from the middle of the first bar, edges and marks from its left.
  const drawn = {
    names: names.map(({ place, text }) => ({ place: place - 0.5, text })),
    notes: placed.map(({ place, name, row }) => ({ place: place - 0.5, text: name, row })),
  };
  return (
    <ChartFrame
      summary={summary}
      legend={marks.map(({ label }) => ({ label, color: 'var(--mantine-color-dimmed)', shape: 'dashes' }))}
      {...(height === undefined ? {} : { height })}
      drawing={<PlotDrawing scale={scale} places={bins.length} {...drawn} series={[bars]} />}
    >
      <DistributionPlot bins={bins} countName={countName} scale={scale} names={names} marks={placed} />
    </ChartFrame>
  );
}
