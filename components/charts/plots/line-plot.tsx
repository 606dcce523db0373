'use client';

import { Line } from 'recharts';
import type { ValueScale } from '@/components/charts/value-scale';
import { formatCount } from '@/lib/format';
import type { LineChartProps } from '../line-chart';
import { dotProps } from './chart-tooltip';
import { TimePlot } from './time-plot';

export function LinePlot({ axis, series, scale }: LineChartProps & { scale: ValueScale }) {
  const data = axis.buckets.map((bucket, index) => ({
    bucket,
    ...Object.fromEntries(series.map(({ points }, place) => [`s${place}`, points[index]?.value ?? null])),
  }));
  const linesAt = (index: number) =>
    series.map(({ label, color, points }) => {
      const point = points[index] ?? null;
      if (point === null) return { label, color, value: 'n/a' };
      const of = point.n === null ? '' : ` of ${formatCount(point.n)}`;
      return { label, color, value: `${scale.format(point.value)}${of}` };
    });
  return (
    <TimePlot axis={axis} scale={scale} data={data} linesAt={linesAt}>
      {series.map(({ label, color, dashed = false, connected = false, points }, place) => (
        <Line
          key={label}
          dataKey={`s${place}`}
          stroke={color}
          strokeWidth={2}
          {...(dashed ? { strokeDasharray: '4 3' } : {})}
          connectNulls={connected}
          dot={dotProps(color, points.filter(point => point !== null).length)}
          isAnimationActive={false}
        />
      ))}
    </TimePlot>
  );
}
