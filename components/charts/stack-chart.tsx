'use client';

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip } from 'recharts';
import { formatDuration } from '@/lib/format';
import { BucketAxis, ValueAxis } from './chart-axes';
import { ChartFrame } from './chart-frame';
import { ChartTooltip } from './chart-tooltip';
import { durationTicks } from './duration-ticks';

export interface StackSeries {
  key: string;
  label: string;
  color: string;
  /** One for each bucket, milliseconds; null where the step did not run. */
  values: Array<number | null>;
}

interface StackChartProps {
  buckets: string[];
  series: StackSeries[];
  bucketName: (bucket: string) => string;
  summary: string;
  onSelect: (key: string) => void;
}

/** What a typical build spends on each step, one bar a bucket. */
export function StackChart({ buckets, series, bucketName, summary, onSelect }: StackChartProps) {
  const data = buckets.map((bucket, index) => ({
    bucket,
    // Names may hold dots, which a chart would read as paths: places instead.
    ...Object.fromEntries(series.map(({ values }, place) => [`s${place}`, values[index] ?? null])),
  }));
  const totals = buckets.map((_, index) => series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0));
  const ticks = durationTicks(Math.max(0, ...totals));
  const legend = series.map(({ label, color }) => ({ label, color, shape: 'block' as const }));
  return (
    <ChartFrame summary={summary} legend={legend}>
      <ResponsiveContainer width="100%" height="100%">
        <BarChart data={data} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} barCategoryGap="18%">
          <CartesianGrid vertical={false} stroke="var(--grid)" />
          <BucketAxis />
          <ValueAxis ticks={ticks} format={formatDuration} />
          <Tooltip
            cursor={{ fill: 'var(--grid)' }}
            isAnimationActive={false}
            content={({ active, label }) => {
              const index = buckets.indexOf(String(label));
              if (!active || index < 0) return null;
              const lines = series
                .filter(({ values }) => (values[index] ?? null) !== null)
                .map(({ label: name, color, values }) => ({
                  label: name,
                  color,
                  value: formatDuration(values[index] ?? null),
                }))
                .reverse();
              return <ChartTooltip title={bucketName(String(label))} lines={lines} />;
            }}
          />
          {series.map(({ key, color }, place) => (
            <Bar
              key={key}
              dataKey={`s${place}`}
              stackId="steps"
              fill={color}
              isAnimationActive={false}
              onClick={() => onSelect(key)}
            />
          ))}
        </BarChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}
