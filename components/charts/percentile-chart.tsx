'use client';

import { Area, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip } from 'recharts';
import { formatCount, formatDuration } from '@/lib/format';
import { BucketAxis, ValueAxis } from './chart-axes';
import { ChartFrame } from './chart-frame';
import { ChartTooltip } from './chart-tooltip';
import { axisTop, durationTicks } from './duration-ticks';

/** One bucket; nulls are a gap. Milliseconds. */
export interface PercentilePoint {
  bucket: string;
  n: number;
  p25Ms: number | null;
  p50Ms: number | null;
  p75Ms: number | null;
  p90Ms: number | null;
}

interface PercentileChartProps {
  points: PercentilePoint[];
  bucketName: (bucket: string) => string;
  /** What is counted: `builds`, `runs`. */
  countName: string;
  summary: string;
}

const LEGEND = [
  { label: 'p50', color: 'var(--line)', shape: 'line' as const },
  { label: 'p25 to p75', color: 'var(--band)', shape: 'band' as const },
  { label: 'p90', color: 'var(--line-tail)', shape: 'line' as const },
];

/** Median, middle half and tail of a duration over time. */
export function PercentileChart({ points, bucketName, countName, summary }: PercentileChartProps) {
  const data = points.map(point => ({
    ...point,
    band: point.p25Ms === null || point.p75Ms === null ? null : [point.p25Ms, point.p75Ms],
  }));
  const tails = points.map(point => point.p90Ms).filter(ms => ms !== null);
  const ticks = durationTicks(axisTop(tails));
  const top = ticks.at(-1) ?? 0;
  const beyond = tails.filter(ms => ms > top).length;
  const legend =
    beyond === 0 ? LEGEND : [...LEGEND, { label: beyondText(beyond), color: 'none', shape: 'none' as const }];
  return (
    <ChartFrame summary={summary} legend={legend}>
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart data={data} margin={{ top: 8, right: 8, bottom: 0, left: 0 }}>
          <CartesianGrid vertical={false} stroke="var(--grid)" />
          <BucketAxis />
          <ValueAxis ticks={ticks} format={formatDuration} />
          <Tooltip
            cursor={{ stroke: 'var(--hairline)' }}
            isAnimationActive={false}
            content={({ active, label }) => {
              const point = points.find(({ bucket }) => bucket === label);
              if (!active || point === undefined) return null;
              return <ChartTooltip title={bucketName(point.bucket)} lines={linesOf(point, countName)} />;
            }}
          />
          <Area dataKey="band" stroke="none" fill="var(--band)" isAnimationActive={false} activeDot={false} />
          <Line
            dataKey="p90Ms"
            stroke="var(--line-tail)"
            strokeWidth={1.5}
            dot={points.length < 40 ? { r: 1.5, fill: 'var(--line-tail)', strokeWidth: 0 } : false}
            isAnimationActive={false}
          />
          <Line
            dataKey="p50Ms"
            stroke="var(--line)"
            strokeWidth={2.25}
            dot={points.length < 40 ? { r: 2, fill: 'var(--line)', strokeWidth: 0 } : false}
            isAnimationActive={false}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </ChartFrame>
  );
}

function beyondText(count: number): string {
  return `${count} ${count === 1 ? 'value lies' : 'values lie'} above the top: see the tooltip or the table`;
}

function linesOf(point: PercentilePoint, countName: string) {
  if (point.n === 0) return [{ label: `no ${countName}`, value: '' }];
  return [
    { label: 'p90', value: formatDuration(point.p90Ms), color: 'var(--line-tail)' },
    { label: 'p75', value: formatDuration(point.p75Ms) },
    { label: 'p50', value: formatDuration(point.p50Ms), color: 'var(--line)' },
    { label: 'p25', value: formatDuration(point.p25Ms) },
    { label: countName, value: formatCount(point.n) },
  ];
}
