'use client';

import type { ReactNode } from 'react';
import {
  CartesianGrid,
  ComposedChart,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
} from 'recharts';
import type { ValueScale } from '@/components/charts/value-scale';
import classes from '../chart.module.css';
import { placeNotes, type TimeAxis } from '../time-axis';
import { BucketAxis, ValueAxis } from './chart-axes';
import { ChartTooltip, type TooltipLine } from './chart-tooltip';
import { NoteSpan } from './note-span';
import { useBrush } from './use-brush';

interface TimePlotProps {
  axis: TimeAxis;
  scale: ValueScale;
  /** One for each bucket, in order, beside the values of the series. */
  data: ReadonlyArray<{ bucket: string }>;
  /** What the tooltip says of the bucket of this index. */
  linesAt: (index: number) => TooltipLine[];
  hasBars?: boolean;
  /** Series of Recharts. */
  children: ReactNode;
}

/** What all charts over time share: axes, grid, tooltip, notes, dragging and clicking; the others of a page show the same bucket. */
export function TimePlot({ axis, scale, data, linesAt, hasBars = false, children }: TimePlotProps) {
  const { chart, span, selected } = useBrush(axis);
  const acts = axis.onZoom !== undefined || axis.onPick !== undefined;
  return (
    <div ref={chart} className={acts ? `${classes.whole} ${classes.acting}` : (classes.whole ?? '')}>
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart
          data={[...data]}
          syncId="time"
          syncMethod="value"
          margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
          barCategoryGap="18%"
        >
          <NoteSpan span={span} hasBars={hasBars} />
          <CartesianGrid vertical={false} stroke="var(--grid)" />
          <BucketAxis buckets={axis.buckets} />
          <ValueAxis {...scale} />
          <Tooltip
            cursor={hasBars ? { fill: 'var(--grid)' } : { stroke: 'var(--before)' }}
            isAnimationActive={false}
            content={({ active, label }) => {
              const index = axis.buckets.indexOf(String(label));
              if (!active || index < 0 || selected !== null || !isPointedAt(chart.current)) return null;
              return <ChartTooltip title={axis.bucketName(String(label))} lines={linesAt(index)} />;
            }}
          />
          {children}
          {selected !== null && (
            <ReferenceArea x1={selected[0]} x2={selected[1]} fill="var(--band)" fillOpacity={1} />
          )}
          {placeNotes(axis).map(({ number, bucket }) => (
            <ReferenceLine
              key={number}
              x={bucket}
              stroke="var(--mantine-color-dimmed)"
              strokeDasharray="2 3"
              label={{
                value: number,
                position: 'insideTopLeft',
                offset: 6,
                fontSize: 11,
                fill: 'var(--mantine-color-dimmed)',
              }}
            />
          ))}
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

/** Only the chart under the mouse, or with the focus, says its values. */
function isPointedAt(chart: HTMLElement | null): boolean {
  return chart?.matches(':hover, :focus-within') === true;
}
