'use client';

import { XAxis, YAxis } from 'recharts';
import { shownBuckets } from '@/components/charts/time-axis';
import { distinctFormat, type ValueScale } from '@/components/charts/value-scale';
import { formatDay } from '@/lib/format';

const TICK = { fill: 'var(--mantine-color-dimmed)', fontSize: 12 };

/** Time from left to right, one place for each bucket; with the year where a day comes twice. All charts name the same buckets. */
export function BucketAxis({ buckets }: { buckets: readonly string[] }) {
  const format = distinctFormat(buckets, [day => formatDay(day), day => formatDay(day, true)]);
  return (
    <XAxis
      dataKey="bucket"
      tickFormatter={(day: string) => format(day)}
      tickLine={false}
      axisLine={{ stroke: 'var(--hairline)' }}
      tick={TICK}
      ticks={shownBuckets(buckets)}
      interval="preserveStart"
      minTickGap={12}
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
