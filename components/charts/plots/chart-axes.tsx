'use client';

import { XAxis, YAxis } from 'recharts';
import { distinctFormat, type ValueScale } from '@/components/charts/value-scale';
import { formatDay } from '@/lib/format';

const TICK = { fill: 'var(--mantine-color-dimmed)', fontSize: 12 };

/** Time from left to right, one place for each bucket; with the year where a day comes twice. */
export function BucketAxis({ buckets }: { buckets: readonly string[] }) {
  const format = distinctFormat(buckets, [day => formatDay(day), day => formatDay(day, true)]);
  return (
    <XAxis
      dataKey="bucket"
      tickFormatter={(day: string) => format(day)}
      tickLine={false}
      axisLine={{ stroke: 'var(--hairline)' }}
      tick={TICK}
      minTickGap={28}
    />
  );
}

/** From nothing to the last tick; values beyond it are cut off. */
export function ValueAxis({ ticks, formatTick }: ValueScale) {
  const longest = Math.max(...ticks.map(tick => formatTick(tick).length));
  return (
    <YAxis
      width={16 + longest * 6.5}
      domain={[0, ticks.at(-1) ?? 0]}
      allowDataOverflow
      ticks={ticks}
      tickFormatter={formatTick}
      tickLine={false}
      axisLine={false}
      tick={TICK}
    />
  );
}
