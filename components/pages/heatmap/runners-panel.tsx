'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { useFilter } from '@/components/filters/filter-context';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyRange } from '@/components/ui/empty-panel';
import { Panel } from '@/components/ui/panel';
import { ShareBar } from '@/components/ui/table-cells';
import { formatCount, formatDuration, formatMachineHours } from '@/lib/format';
import { type MetricRows, metricQuery } from '@/lib/metrics/query';

type Runner = MetricRows['runners'];

/** What each runner ran, the busiest first, and how long stages queued for it. */
export function RunnersPanel() {
  const filter = useFilter();
  const { data } = useSuspenseQuery(metricQuery('runners', filter));
  if (data.rows.length === 0) return <EmptyRange title={data.title} what="stage" />;
  const mostMs = Math.max(...data.rows.map(row => row.busyMs), 1);
  const busyMs = data.rows.reduce((sum, row) => sum + row.busyMs, 0);
  const columns: Column<Runner>[] = [
    { key: 'machine', label: 'Runner', cell: row => row.machine ?? 'not named by the server' },
    {
      key: 'busy',
      label: 'Busy',
      isNumber: true,
      cell: row => <ShareBar ratio={row.busyMs / mostMs} value={formatMachineHours(row.busyMs)} />,
    },
    { key: 'stages', label: 'Stages', isNumber: true, cell: row => formatCount(row.stages) },
    {
      key: 'mean',
      label: 'Average concurrency',
      isNumber: true,
      isExtra: true,
      cell: row => formatMean(row.meanStages),
    },
    {
      key: 'run',
      label: 'p50 run',
      isNumber: true,
      isExtra: true,
      cell: row => formatDuration(row.runP50Ms),
    },
    { key: 'queue', label: 'p90 queue', isNumber: true, cell: row => formatDuration(row.queueP90Ms) },
  ];
  return (
    <Panel
      title={data.title}
      definition={data.definition}
      basis={`${formatCount(data.rows.length)} ${data.rows.length === 1 ? 'runner' : 'runners'}, busy for ${formatMachineHours(busyMs)} in all`}
      csv={{ name: 'runners', filter }}
      chart={null}
      table={
        <DataTable
          caption={data.title}
          columns={columns}
          rows={data.rows}
          rowKey={row => row.machine ?? ''}
        />
      }
    />
  );
}

/** Small numbers need their decimals: `0.15`, `2.4`. */
function formatMean(stages: number): string {
  return stages < 0.01 ? '<0.01' : stages.toFixed(stages < 1 ? 2 : 1);
}
