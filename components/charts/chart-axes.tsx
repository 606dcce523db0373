'use client';

import { XAxis, YAxis } from 'recharts';
import { formatDay } from '@/lib/format';

const TICK = { fill: 'var(--mantine-color-dimmed)', fontSize: 12 };

/** Time from left to right, one place for each bucket. */
export function BucketAxis() {
  return (
    <XAxis
      dataKey="bucket"
      tickFormatter={(day: string) => formatDay(day)}
      tickLine={false}
      axisLine={{ stroke: 'var(--hairline)' }}
      tick={TICK}
      minTickGap={28}
    />
  );
}

/** From nothing to the last tick; values beyond it are cut off. */
export function ValueAxis({ ticks, format }: { ticks: number[]; format: (value: number) => string }) {
  return (
    <YAxis
      width={64}
      domain={[0, ticks.at(-1) ?? 0]}
      allowDataOverflow
      ticks={ticks}
      tickFormatter={format}
      tickLine={false}
      axisLine={false}
      tick={TICK}
    />
  );
}
