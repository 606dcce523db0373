'use client';

import { ChartFrame, type LegendEntry } from './chart-frame';
import { type DrawnSeries, TimeDrawing } from './first-drawing';
import { LinePlot } from './lazy-plots';
import { placeNotes, type TimeAxis } from './time-axis';
import { useIsolation } from './use-isolation';
import { ratioScale, type ValueUnit, valueScale } from './value-scale';

export interface LineSeries {
  label: string;
  /** A CSS colour. */
  color: string;
  dashed?: boolean;
  /** Whether the line goes on over gaps: they are days of which nothing is expected. */
  connected?: boolean;
  /** One for each bucket: a value in the unit of the chart (a ratio from 0 to 1), and how many it is of; null is a gap. */
  points: ReadonlyArray<{ value: number; n: number | null } | null>;
}

export interface LineChartProps {
  axis: TimeAxis;
  series: readonly LineSeries[];
  unit: 'ratio' | ValueUnit;
  /** A ratio's axis reaches to 1, unless told otherwise. */
  top?: number;
  summary: string;
  height?: number;
}

/** Rates or other values over time, one line each. */
export function LineChart(props: LineChartProps) {
  const { axis, series, unit, top = 1, summary, height } = props;
  const { alone, frame } = useIsolation(series.map(({ label }) => label));
  const drawn = alone === null ? series : series.filter(({ label }) => label === alone);
  const legend: LegendEntry[] = series.map(({ label, color, dashed = false }) => ({
    label,
    color,
    key: label,
    shape: dashed ? 'dashes' : 'line',
  }));
  const values = drawn.flatMap(({ points }) => points.map(point => point?.value ?? 0));
  const scale = unit === 'ratio' ? ratioScale(top) : valueScale(unit, Math.max(0, ...values));
  return (
    <ChartFrame
      summary={summary}
      legend={legend}
      notes={placeNotes(axis)}
      {...frame}
      {...(height === undefined ? {} : { height })}
      drawing={<TimeDrawing scale={scale} axis={axis} series={drawn.map(lineOf)} />}
    >
      <LinePlot {...props} series={drawn} scale={scale} />
    </ChartFrame>
  );
}

function lineOf({ color, dashed = false, connected = false, points }: LineSeries): DrawnSeries {
  return {
    kind: 'line',
    color,
    width: 2,
    dashed,
    connected,
    values: points.map(point => point?.value ?? null),
  };
}
