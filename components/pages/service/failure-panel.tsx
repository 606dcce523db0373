'use client';

import { useSuspenseQueries } from '@tanstack/react-query';
import { LineChart } from '@/components/charts/line-chart';
import { useFilter } from '@/components/filters/filter-context';
import { useTimeAxis } from '@/components/panels/time-axis';
import { DataTable } from '@/components/ui/data-table';
import { EmptyRange } from '@/components/ui/empty-panel';
import { Panel } from '@/components/ui/panel';
import table from '@/components/ui/table.module.css';
import { formatCount, formatRatio } from '@/lib/format';
import { metricQuery } from '@/lib/metrics/query';

/** The share of builds that failed, over time. */
export function FailurePanel({ height }: { height: number }) {
  const filter = useFilter();
  const [{ data }, { data: totals }] = useSuspenseQueries({
    queries: [metricQuery('outcomes', filter), metricQuery('totals', filter)],
  });
  const axis = useTimeAxis(data);
  const title = 'Failure rate';
  if (data.rows.length === 0) return <EmptyRange title={title} what="build" />;
  const byBucket = new Map(data.rows.map(row => [row.bucket, row]));
  const points = data.buckets.map(bucket => {
    const row = byBucket.get(bucket);
    if (row === undefined || row.failedRatio === null) return null;
    return { value: row.failedRatio, n: row.successCount + row.failureCount + row.errorCount };
  });
  const ratio = totals.rows.find(row => row.period === 'now')?.failedRatio ?? null;
  const highest = Math.max(0, ...points.map(point => point?.value ?? 0));
  return (
    <Panel
      title={title}
      definition={data.definition}
      basis={`${formatRatio(ratio)} of the builds that succeeded, failed or broke`}
      csv={{ name: 'outcomes', filter }}
      id="failures"
      chart={
        <LineChart
          axis={axis}
          series={[{ label: 'failed', color: 'var(--cause-failed)', points }]}
          unit="ratio"
          top={highest > 0.5 ? 1 : highest > 0.2 ? 0.5 : 0.2}
          summary={`${title}: ${formatRatio(ratio)} over the whole range. The table has every figure.`}
          height={height}
        />
      }
      table={
        <DataTable
          caption={title}
          rows={data.buckets.map((bucket, index) => ({ bucket, point: points[index] ?? null }))}
          rowKey={({ bucket }) => bucket}
          columns={[
            {
              key: 'bucket',
              label: 'When',
              cell: ({ bucket }) => <span className={table.when}>{axis.bucketName(bucket)}</span>,
            },
            { key: 'n', label: 'Builds', isNumber: true, cell: ({ point }) => formatCount(point?.n ?? 0) },
            {
              key: 'failed',
              label: 'Failed',
              isNumber: true,
              cell: ({ point }) => formatRatio(point?.value ?? null),
            },
          ]}
        />
      }
    />
  );
}
