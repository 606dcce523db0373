'use client';

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatDay, formatDuration } from '@/lib/format';
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
          <XAxis
            dataKey="bucket"
            tickFormatter={(day: string) => formatDay(day)}
            tickLine={false}
            axisLine={{ stroke: 'var(--hairline)' }}
            tick={{ fill: 'var(--mantine-color-dimmed)', fontSize: 12 }}
            minTickGap={28}
          />
          <YAxis
            width={64}
            domain={[0, ticks.at(-1) ?? 0]}
            ticks={ticks}
            tickFormatter={(ms: number) => formatDuration(ms)}
            tickLine={false}
            axisLine={false}
            tick={{ fill: 'var(--mantine-color-dimmed)', fontSize: 12 }}
          />
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
