'use client';

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis } from 'recharts';
import type { ValueScale } from '@/components/charts/value-scale';
import { formatCount } from '@/lib/format';
import type { DistributionChartProps } from '../distribution-chart';
import { ValueAxis } from './chart-axes';
import { ChartTooltip } from './chart-tooltip';

interface DistributionPlotProps extends DistributionChartProps {
  scale: ValueScale;
  formatEdge: (ms: number) => string;
}

export function DistributionPlot({ bins, countName, scale, formatEdge }: DistributionPlotProps) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={[...bins]} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} barCategoryGap={1}>
        <CartesianGrid vertical={false} stroke="var(--grid)" />
        <XAxis
          dataKey="fromMs"
          tickFormatter={formatEdge}
          tickLine={false}
          axisLine={{ stroke: 'var(--hairline)' }}
          tick={{ fill: 'var(--mantine-color-dimmed)', fontSize: 12 }}
          minTickGap={20}
        />
        <ValueAxis {...scale} />
        <Tooltip
          cursor={{ fill: 'var(--grid)' }}
          isAnimationActive={false}
          content={({ active, label }) => {
            const bin = bins.find(({ fromMs }) => fromMs === label);
            if (!active || bin === undefined) return null;
            const title = `${formatEdge(bin.fromMs)} to ${formatEdge(bin.untilMs)}`;
            return <ChartTooltip title={title} lines={[{ label: countName, value: formatCount(bin.n) }]} />;
          }}
        />
        <Bar dataKey="n" fill="var(--line)" isAnimationActive={false} />
      </BarChart>
    </ResponsiveContainer>
  );
}
