'use client';

import { Area, type DotItemDotProps, Line, ReferenceLine } from 'recharts';
import type { ValueScale } from '@/components/charts/value-scale';
import { formatCount, formatDuration } from '@/lib/format';
import { isOfFew } from '../few-values';
import type { PercentileChartProps, PercentilePoint } from '../percentile-chart';
import { dotProps, type TooltipLine } from './chart-tooltip';
import { TimePlot } from './time-plot';

interface PercentilePlotProps extends PercentileChartProps {
  scale: ValueScale;
  /** Of p50, p90 and the band between p25 and p75, what is drawn alone; null: all. */
  alone: string | null;
}

export function PercentilePlot(props: PercentilePlotProps) {
  const { alone, axis, points, beforeMs = [], targetMs = null, countName, scale } = props;
  const data = points.map((point, index) => ({
    ...point,
    band: point.p25Ms === null || point.p75Ms === null ? null : [point.p25Ms, point.p75Ms],
    beforeMs: beforeMs[index] ?? null,
  }));
  const linesAt = (index: number) => {
    const point = points[index];
    return point === undefined ? [] : linesOf(point, beforeMs[index] ?? null, countName);
  };
  const isDrawn = (key: string) => alone === null || alone === key;
  return (
    <TimePlot axis={axis} scale={scale} data={data} linesAt={linesAt}>
      {isDrawn('band') && (
        <Area dataKey="band" stroke="none" fill="var(--band)" isAnimationActive={false} activeDot={false} />
      )}
      {targetMs !== null && (
        <ReferenceLine y={targetMs} stroke="var(--mantine-color-text)" strokeDasharray="5 4" />
      )}
      {beforeMs.length > 0 && (
        <Line
          dataKey="beforeMs"
          stroke="var(--before)"
          strokeWidth={1.5}
          strokeDasharray="4 3"
          dot={false}
          activeDot={false}
          isAnimationActive={false}
        />
      )}
      {isDrawn('p90') && (
        <Line
          dataKey="p90Ms"
          stroke="var(--line-tail)"
          strokeWidth={1.5}
          dot={dotsOf('var(--line-tail)', points)}
          isAnimationActive={false}
        />
      )}
      {isDrawn('p50') && (
        <Line
          dataKey="p50Ms"
          stroke="var(--line)"
          strokeWidth={2.25}
          dot={dotsOf('var(--line)', points)}
          isAnimationActive={false}
        />
      )}
    </TimePlot>
  );
}

/** What rests on few values is hollow. */
function dotsOf(color: string, points: readonly PercentilePoint[]) {
  const solid = dotProps(color, points.length);
  if (solid === false) return false;
  return ({ index, cx, cy }: DotItemDotProps) => {
    const point = points[index];
    if (cx === undefined || cy === undefined || point === undefined) return null;
    const few = isOfFew(point) ? { fill: 'var(--surface)', stroke: color, strokeWidth: 1 } : {};
    return <circle key={index} cx={cx} cy={cy} {...solid} {...few} />;
  };
}

function linesOf(point: PercentilePoint, beforeMs: number | null, countName: string): TooltipLine[] {
  const before =
    beforeMs === null
      ? []
      : [{ label: 'p50 before', value: formatDuration(beforeMs), color: 'var(--before)' }];
  if (point.n === 0) return [{ label: `no ${countName}`, value: '' }, ...before];
  return [
    { label: 'p90', value: formatDuration(point.p90Ms), color: 'var(--line-tail)' },
    { label: 'p75', value: formatDuration(point.p75Ms) },
    { label: 'p50', value: formatDuration(point.p50Ms), color: 'var(--line)' },
    { label: 'p25', value: formatDuration(point.p25Ms) },
    ...before,
    { label: countName, value: formatCount(point.n) },
  ];
}
