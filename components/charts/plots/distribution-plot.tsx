'use client';

import {
  Bar,
  BarChart,
  CartesianGrid,
  DefaultZIndexes,
  ResponsiveContainer,
  Tooltip,
  usePlotArea,
  XAxis,
  ZIndexLayer,
} from 'recharts';
import type { ValueScale } from '@/components/charts/value-scale';
import { formatCount } from '@/lib/format';
import { binName, type DistributionBin, type EdgeName } from '../distribution-axis';
import { ValueAxis } from './chart-axes';
import { ChartTooltip } from './chart-tooltip';

interface DistributionPlotProps {
  bins: readonly DistributionBin[];
  countName: string;
  scale: ValueScale;
  names: readonly EdgeName[];
  /** Each in a row of its own, so that no two names touch; places in bands from the left. */
  marks: ReadonlyArray<{ name: string; row: number; place: number }>;
}

export function DistributionPlot({ bins, countName, scale, names, marks }: DistributionPlotProps) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={[...bins]} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} barCategoryGap={1}>
        <CartesianGrid vertical={false} stroke="var(--grid)" />
        <XAxis dataKey="fromMs" tick={false} tickLine={false} axisLine={{ stroke: 'var(--hairline)' }} />
        <ValueAxis {...scale} />
        <Tooltip
          cursor={{ fill: 'var(--grid)' }}
          isAnimationActive={false}
          content={({ active, label }) => {
            const bin = bins.find(({ fromMs }) => fromMs === label);
            if (!active || bin === undefined) return null;
            const lines = [{ label: countName, value: formatCount(bin.n) }];
            return <ChartTooltip title={binName(bin)} lines={lines} />;
          }}
        />
        <Bar dataKey="n" fill="var(--line)" isAnimationActive={false} />
        <ZIndexLayer zIndex={DefaultZIndexes.axis}>
          <Edges count={bins.length} names={names} marks={marks} />
        </ZIndexLayer>
      </BarChart>
    </ResponsiveContainer>
  );
}

const [NAME_PX, ROW_PX] = [20, 14];
/** Where a mark stands in the last part of the plot, its name stands to its left. */
const LAST_PART = 0.9;

/** The axis has a place for each bar: what stands between two of them is drawn by ourselves. */
function Edges({ count, names, marks }: Pick<DistributionPlotProps, 'names' | 'marks'> & { count: number }) {
  const area = usePlotArea();
  if (area === undefined || count === 0) return null;
  const x = (place: number) => area.x + (place / count) * area.width;
  const bottom = area.y + area.height;
  const dimmed = 'var(--mantine-color-dimmed)';
  return (
    <g style={{ pointerEvents: 'none' }}>
      {names.map(({ place, text }) => (
        <text
          key={text}
          // The name of an open end would be cut off beyond the last bar.
          x={place > count - 1 ? x(count) : x(place)}
          y={bottom + NAME_PX}
          textAnchor={place > count - 1 ? 'end' : 'middle'}
          fontSize={12}
          fill={dimmed}
        >
          {text}
        </text>
      ))}
      {marks.map(({ name, row, place }) => {
        const isLast = place > count * LAST_PART;
        return (
          <g key={name}>
            <path d={`M${x(place)} ${area.y}V${bottom}`} stroke="var(--surface)" strokeWidth={3} />
            <path
              d={`M${x(place)} ${area.y}V${bottom}`}
              stroke="var(--mantine-color-text)"
              strokeDasharray="3 2"
            />
            <text
              x={x(place) + (isLast ? -5 : 5)}
              y={area.y + 11 + row * ROW_PX}
              textAnchor={isLast ? 'end' : 'start'}
              fontSize={11}
              fill="var(--mantine-color-text)"
              stroke="var(--surface)"
              strokeWidth={3}
              paintOrder="stroke"
            >
              {name}
            </text>
          </g>
        );
      })}
    </g>
  );
}
