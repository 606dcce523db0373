'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { CAUSES } from '@/components/charts/causes';
import { StackChart, type StackSeries } from '@/components/charts/stack-chart';
import { useFilter } from '@/components/filters/filter-context';
import { EmptyRange } from '@/components/ui/empty-panel';
import { Panel } from '@/components/ui/panel';
import { formatHours } from '@/lib/format';
import { type MetricRows, metricQuery } from '@/lib/metrics/query';
import { HoursToCome, weeksToCome } from './hours-to-come';
import { knowsHours } from './known-hours';
import { StackTable } from './stack-table';
import { useTimeAxis } from './time-axis';

/** Developer-hours lost over time, by what caused the loss. */
export function LostPanel({ height }: { height?: number }) {
  const filter = useFilter();
  const { data } = useSuspenseQuery(metricQuery('lost', filter));
  const axis = useTimeAxis(data);
  const series = causeSeries(data.buckets, data.rows);
  const lostMs = data.rows.reduce((sum, row) => sum + row.lostMs, 0);
  if (lostMs === 0 && !knowsHours(data)) return <HoursToCome answer={data} />;
  if (lostMs === 0) return <EmptyRange title={data.title} what="build that somebody waited for" />;
  const parts = series.map(({ label, values }) => `${label} ${formatHours(sum(values))}`);
  // The legend tells how much each cause is in all.
  const told = series.map((one, index) => ({ ...one, legend: parts[index] ?? one.label }));
  return (
    <Panel
      title={data.title}
      definition={data.definition}
      basis={
        knowsHours(data)
          ? `${formatHours(lostMs)} estimated, by cause`
          : `by cause, ${weeksToCome(data)} still to be computed`
      }
      csv={{ name: 'lost', filter }}
      chart={
        <StackChart
          axis={axis}
          series={told}
          unit="hours"
          totalName="all causes"
          summary={`${data.title}: ${parts.join(', ')}. The table has every figure.`}
          {...(height === undefined ? {} : { height })}
        />
      }
      table={
        <StackTable
          title={data.title}
          axis={axis}
          series={series}
          format={formatHours}
          totalName="All causes"
        />
      }
    />
  );
}

/** A part for each cause that there is, in its colour. */
function causeSeries(buckets: readonly string[], rows: readonly MetricRows['lost'][]): StackSeries[] {
  return CAUSES.map(({ cause, label, color }) => {
    const own = new Map(rows.filter(row => row.cause === cause).map(row => [row.bucket, row.lostMs]));
    return { key: cause, label, color, values: buckets.map(bucket => own.get(bucket) ?? null) };
  }).filter(({ values }) => sum(values) > 0);
}

function sum(values: ReadonlyArray<number | null>): number {
  return values.reduce<number>((total, value) => total + (value ?? 0), 0);
}
