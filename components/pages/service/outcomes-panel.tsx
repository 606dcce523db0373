'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { StackChart, type StackSeries } from '@/components/charts/stack-chart';
import { useFilter } from '@/components/filters/filter-context';
import { StackTable } from '@/components/panels/stack-table';
import { useTimeAxis } from '@/components/panels/time-axis';
import { EmptyRange } from '@/components/ui/empty-panel';
import { Panel } from '@/components/ui/panel';
import { formatCount } from '@/lib/format';
import { type MetricRows, metricQuery } from '@/lib/metrics/query';

type Outcomes = MetricRows['outcomes'];
type CountName = 'successCount' | 'failureCount' | 'errorCount' | 'killedCount' | 'otherCount';

const OUTCOMES: ReadonlyArray<{ key: CountName; label: string; color: string }> = [
  { key: 'successCount', label: 'succeeded', color: 'var(--bar-run)' },
  { key: 'failureCount', label: 'failed', color: 'var(--cause-failed)' },
  { key: 'errorCount', label: 'error', color: 'var(--step-2)' },
  { key: 'killedCount', label: 'cancelled', color: 'var(--cause-cancelled)' },
  { key: 'otherCount', label: 'skipped or declined', color: 'var(--step-other)' },
];

/** How builds ended, over time. */
export function OutcomesPanel({ height }: { height: number }) {
  const filter = useFilter();
  const { data } = useSuspenseQuery(metricQuery('outcomes', filter));
  const axis = useTimeAxis(data);
  if (data.rows.length === 0) return <EmptyRange title={data.title} what="build" />;
  const series = outcomeSeries(data.buckets, data.rows);
  const builds = data.rows.reduce((sum, row) => sum + row.builds, 0);
  const parts = series.map(({ label, values }) => `${formatCount(sumOf(values))} ${label}`);
  const format = (value: number | null) => formatCount(value ?? 0);
  return (
    <Panel
      title={data.title}
      definition={data.definition}
      basis={`${formatCount(builds)} builds: ${parts.join(', ')}`}
      csv={{ name: 'outcomes', filter }}
      chart={
        <StackChart
          axis={axis}
          series={series}
          unit="count"
          totalName="all builds"
          summary={`${data.title}: ${parts.join(', ')}. The table has every figure.`}
          height={height}
        />
      }
      table={
        <StackTable title={data.title} axis={axis} series={series} format={format} totalName="All builds" />
      }
    />
  );
}

function outcomeSeries(buckets: readonly string[], rows: readonly Outcomes[]): StackSeries[] {
  const byBucket = new Map(rows.map(row => [row.bucket, row]));
  return OUTCOMES.map(({ key, label, color }) => ({
    ...{ key, label, color },
    values: buckets.map(bucket => byBucket.get(bucket)?.[key] ?? null),
  })).filter(({ values }) => sumOf(values) > 0);
}

function sumOf(values: ReadonlyArray<number | null>): number {
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}
