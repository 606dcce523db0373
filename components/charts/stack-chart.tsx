'use client';

import { ChartFrame } from './chart-frame';
import { type DrawnSeries, TimeDrawing } from './first-drawing';
import { StackPlot } from './lazy-plots';
import { placeNotes, type TimeAxis } from './time-axis';
import { useIsolation } from './use-isolation';
import { type ValueUnit, valueScale } from './value-scale';

export interface StackSeries {
  key: string;
  label: string;
  /** Stands in the legend instead, such as with its total. */
  legend?: string;
  /** A CSS colour. */
  color: string;
  /** One for each bucket, in the unit of the chart; null where there is nothing. */
  values: ReadonlyArray<number | null>;
}

export interface StackChartProps {
  axis: TimeAxis;
  /** From the bottom up. */
  series: readonly StackSeries[];
  unit: ValueUnit;
  summary: string;
  /** Says the sum in the tooltip; only of values that may be added up. */
  totalName?: string;
  /** A click on a part of a bar; without it, a click picks the bucket. */
  onSelect?: (key: string) => void;
  height?: number;
}

/** Parts of a whole over time, one bar a bucket. */
export function StackChart(props: StackChartProps) {
  const { axis, series, unit, summary, height, totalName, ...others } = props;
  const { alone, frame } = useIsolation(series.map(({ key }) => key));
  const drawn = alone === null ? series : series.filter(({ key }) => key === alone);
  const totals = axis.buckets.map((_, index) =>
    drawn.reduce((sum, { values }) => sum + (values[index] ?? 0), 0),
  );
  const scale = valueScale(unit, Math.max(0, ...totals));
  const legend = series.map(({ key, label, legend: name = label, color }) => ({
    ...{ label: name, color, key },
    shape: 'block' as const,
  }));
  return (
    <ChartFrame
      summary={summary}
      legend={legend}
      notes={placeNotes(axis)}
      {...frame}
      {...(height === undefined ? {} : { height })}
      drawing={<TimeDrawing scale={scale} axis={axis} series={barsOf(drawn)} />}
    >
      <StackPlot
        {...others}
        {...{ axis, unit, summary, series: drawn }}
        {...(totalName === undefined || alone !== null ? {} : { totalName })}
        scale={scale}
      />
    </ChartFrame>
  );
}

/** Each on top of those before it. */
function barsOf(series: readonly StackSeries[]): DrawnSeries[] {
  const reached: number[] = [];
  return series.map(({ color, values }) => {
    const low = values.map((_, index) => reached[index] ?? 0);
    for (const [index, value] of values.entries()) reached[index] = (low[index] ?? 0) + (value ?? 0);
    return {
      kind: 'bar',
      color,
      low,
      high: values.map((value, index) => (value === null ? null : (reached[index] ?? 0))),
    };
  });
}
