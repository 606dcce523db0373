'use client';

import { ChartFrame, type LegendEntry } from './chart-frame';
import { FEW, isOfFew } from './few-values';
import { type DrawnSeries, TimeDrawing } from './first-drawing';
import { PercentilePlot } from './lazy-plots';
import { placeNotes, type TimeAxis } from './time-axis';
import { useIsolation } from './use-isolation';
import { axisTop, valueScale } from './value-scale';

/** One bucket; nulls are a gap. Milliseconds. */
export interface PercentilePoint {
  bucket: string;
  n: number;
  p25Ms: number | null;
  p50Ms: number | null;
  p75Ms: number | null;
  p90Ms: number | null;
}

export interface PercentileChartProps {
  axis: TimeAxis;
  points: readonly PercentilePoint[];
  /** p50 of the range before, bucket by bucket. */
  beforeMs?: ReadonlyArray<number | null>;
  /** What p90 should not exceed. */
  targetMs?: number | null;
  /** What is counted: `builds`, `runs`. */
  countName: string;
  summary: string;
  height?: number;
}

const LEGEND: LegendEntry[] = [
  { key: 'p50', label: 'p50', color: 'var(--line)', shape: 'line' },
  { key: 'band', label: 'p25 to p75', color: 'var(--band)', shape: 'band' },
  { key: 'p90', label: 'p90', color: 'var(--line-tail)', shape: 'line' },
];

const PARTS = LEGEND.flatMap(({ key }) => key ?? []);

/** Median, middle half and tail of a duration over time. */
export function PercentileChart(props: PercentileChartProps) {
  const { axis, points, beforeMs = [], targetMs = null, countName, summary, height } = props;
  const { alone, frame } = useIsolation(PARTS);
  const hasTail = alone === null || alone === 'p90';
  const tails = points.map(point => (hasTail ? point.p90Ms : point.p75Ms)).filter(ms => ms !== null);
  const others = [...beforeMs.filter(ms => ms !== null), ...(targetMs === null ? [] : [targetMs])];
  const scale = valueScale('duration', Math.max(axisTop(tails), ...others));
  const beyond = tails.filter(ms => ms > (scale.ticks.at(-1) ?? 0)).length;
  const legend: LegendEntry[] = [
    ...LEGEND,
    ...(beforeMs.length === 0
      ? []
      : [{ label: 'p50 in the range before', color: 'var(--before)', shape: 'dashes' as const }]),
    ...(targetMs === null
      ? []
      : [{ label: 'target for p90', color: 'var(--mantine-color-text)', shape: 'dashes' as const }]),
    ...(points.some(isOfFew)
      ? [{ label: `hollow: fewer than ${FEW} ${countName}`, color: 'none', shape: 'none' as const }]
      : []),
    ...(beyond === 0 ? [] : [{ label: beyondText(beyond), color: 'none', shape: 'none' as const }]),
  ];
  return (
    <ChartFrame
      summary={summary}
      legend={legend}
      notes={placeNotes(axis)}
      {...frame}
      {...(height === undefined ? {} : { height })}
      drawing={<TimeDrawing scale={scale} axis={axis} series={drawnOf(props)} />}
    >
      <PercentilePlot {...props} alone={alone} scale={scale} />
    </ChartFrame>
  );
}

function drawnOf({ points, beforeMs = [], targetMs = null }: PercentileChartProps): DrawnSeries[] {
  const valuesOf = (key: 'p25Ms' | 'p50Ms' | 'p75Ms' | 'p90Ms') => points.map(point => point[key]);
  const ofTarget = points.map(() => targetMs);
  return [
    { kind: 'band', color: 'var(--band)', low: valuesOf('p25Ms'), high: valuesOf('p75Ms') },
    { kind: 'line', color: 'var(--mantine-color-text)', width: 1, values: ofTarget, dashed: true },
    { kind: 'line', color: 'var(--before)', width: 1.5, values: beforeMs, dashed: true },
    { kind: 'line', color: 'var(--line-tail)', width: 1.5, values: valuesOf('p90Ms') },
    { kind: 'line', color: 'var(--line)', width: 2.25, values: valuesOf('p50Ms') },
  ];
}

function beyondText(count: number): string {
  return `${count} ${count === 1 ? 'value lies' : 'values lie'} above the top: see the tooltip or the table`;
}
