'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { LineChart } from '@/components/charts/line-chart';
import { useFilter } from '@/components/filters/filter-context';
import { DataTable } from '@/components/ui/data-table';
import { EmptyPanel } from '@/components/ui/empty-panel';
import { Panel } from '@/components/ui/panel';
import { formatCount, formatRatio } from '@/lib/format';
import { metricQuery } from '@/lib/metrics/query';
import { cacheSeries, type ToolRate, toolRates, withKinds } from './cache-series';
import { useTimeAxis } from './time-axis';

/** How much of the work was found in a cache, kind by kind, over time. */
export function CachePanel({ height }: { height?: number }) {
  const filter = useFilter();
  const { data } = useSuspenseQuery(metricQuery('cache-rates', filter));
  const axis = useTimeAxis(data);
  if (data.rows.length === 0) {
    return (
      <EmptyPanel title={data.title}>
        No log that was read in this range reports a cache. Logs are read newest first once the builds are in;
        those of very short steps are never read.
      </EmptyPanel>
    );
  }
  const series = cacheSeries(data.buckets, data.rows);
  const rates = toolRates(data.rows);
  const lookups = rates.reduce((total, { hits, misses }) => total + hits + misses, 0);
  return (
    <Panel
      title={data.title}
      definition={data.definition}
      basis={`${formatCount(lookups)} look-ups reported by ${formatCount(rates.length)} ${rates.length === 1 ? 'tool' : 'tools'}`}
      csv={{ name: 'cache-rates', filter }}
      chart={
        <LineChart
          axis={axis}
          series={series}
          unit="ratio"
          summary={`${data.title} by kind: ${series.map(({ label }) => label).join(', ')}. The table has every figure.`}
          {...(height === undefined ? {} : { height })}
        />
      }
      table={<ToolTable title={data.title} rates={rates} />}
    />
  );
}

function ToolTable({ title, rates }: { title: string; rates: ToolRate[] }) {
  const count = (key: 'logs' | 'silentLogs', label: string) => ({
    key,
    label,
    isNumber: true,
    cell: (rate: ToolRate) => formatCount(rate[key]),
  });
  const lookups = (key: 'hits' | 'misses', label: string) => ({
    key,
    label,
    isNumber: true,
    cell: (rate: ToolRate) => (rate.ratio === null ? '–' : formatCount(rate[key])),
  });
  return (
    <DataTable
      caption={title}
      rows={withKinds(rates)}
      rowKey={({ kind, tool }) => `${kind} ${tool}`}
      columns={[
        { key: 'kind', label: 'Cache', cell: ({ kind }) => kind },
        { key: 'tool', label: 'Tool', cell: ({ tool }) => tool },
        lookups('hits', 'Hits'),
        lookups('misses', 'Misses'),
        { key: 'ratio', label: 'Hit rate', isNumber: true, cell: ({ ratio }) => formatRatio(ratio) },
        { ...count('logs', 'Logs that tell'), isExtra: true },
        { ...count('silentLogs', 'Logs that do not'), isExtra: true },
      ]}
    />
  );
}
