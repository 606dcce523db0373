'use client';

import { Bar } from 'recharts';
import type { ValueScale } from '@/components/charts/value-scale';
import type { StackChartProps } from '../stack-chart';
import type { TimeAxis } from '../time-axis';
import { TimePlot } from './time-plot';

export function StackPlot(props: StackChartProps & { scale: ValueScale }) {
  const { axis, series, scale, totalName, onSelect } = props;
  const data = axis.buckets.map((bucket, index) => ({
    bucket,
    // Names may hold dots, which a chart would read as paths: places instead.
    ...Object.fromEntries(series.map(({ values }, place) => [`s${place}`, values[index] ?? null])),
  }));
  const linesAt = (index: number) => {
    const parts = series.filter(({ values }) => (values[index] ?? null) !== null);
    const total = parts.reduce((sum, { values }) => sum + (values[index] ?? 0), 0);
    const lines = parts
      .map(({ label, color, values }) => ({ label, color, value: scale.format(values[index] ?? 0) }))
      .reverse();
    return totalName === undefined ? lines : [...lines, { label: totalName, value: scale.format(total) }];
  };
  return (
    <TimePlot
      axis={onSelect === undefined ? axis : withoutPick(axis)}
      scale={scale}
      data={data}
      linesAt={linesAt}
      hasBars
    >
      {series.map(({ key, color }, place) => (
        <Bar
          key={key}
          dataKey={`s${place}`}
          stackId="parts"
          fill={color}
          isAnimationActive={false}
          {...(onSelect === undefined ? {} : { onClick: () => onSelect(key), cursor: 'pointer' })}
        />
      ))}
    </TimePlot>
  );
}

/** A click on a part of a bar means that part. */
function withoutPick({ onPick: _, ...axis }: TimeAxis): TimeAxis {
  return axis;
}
