'use client';

import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip } from 'recharts';
import { formatRatio } from '@/lib/format';
import { BucketAxis, ValueAxis } from './chart-axes';
import { ChartFrame } from './chart-frame';
import { ChartTooltip } from './chart-tooltip';

export interface RateSeries {
  label: string;
  /** A CSS colour. */
  color: string;
  /** One for each bucket: a ratio from 0 to 1 and what it is of; null is a gap. */
  points: Array<{ ratio: number; n: number } | null>;
}

interface RateChartProps {
  buckets: string[];
  series: RateSeries[];
  bucketName: (bucket: string) => string;
  summary: string;
}

const TICKS = [0, 0.25, 0.5, 0.75, 1];

/** Shares over time, each on the same scale from none to all. */
export function RateChart({ buckets, series, bucketName, summary }: RateChartProps) {
  const data = buckets.map((bucket, index) => ({
    bucket,
    ...Object.fromEntries(series.map(({ points }, place) => [`s${place}`, points[index]?.ratio ?? null])),
  }));
  const legend = series.map(({ label, color }) => ({ label, color, shape: 'line' as const }));
  return (
    <ChartFrame summary={summary} legend={legend}>
      <ResponsiveContainer width="100%" height="100%">
        <LineChart data={data} margin={{ top: 8, right: 8, bottom: 0, left: 0 }}>
          <CartesianGrid vertical={false} stroke="var(--grid)" />
          <BucketAxis />
          <ValueAxis ticks={TICKS} format={formatRatio} />
          <Tooltip
            cursor={{ stroke: 'var(--hairline)' }}
            isAnimationActive={false}
            content={({ active, label }) => {
              const index = buckets.indexOf(String(label));
              if (!active || index < 0) return null;
              return <ChartTooltip title={bucketName(String(label))} lines={linesOf(series, index)} />;
            }}
          />
          {series.map(({ label, color }, place) => (
            <Line
              key={label}
              dataKey={`s${place}`}
              stroke={color}
              strokeWidth={2}
              dot={buckets.length < 40 ? { r: 2, fill: color, strokeWidth: 0 } : false}
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}

function linesOf(series: readonly RateSeries[], index: number) {
  return series.map(({ label, color, points }) => {
    const point = points[index] ?? null;
    const value =
      point === null ? 'nothing told' : `${formatRatio(point.ratio)} of ${point.n.toLocaleString('en-US')}`;
    return { label, color, value };
  });
}
