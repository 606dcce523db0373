'use client';

import { useSuspenseQueries } from '@tanstack/react-query';
import { binName } from '@/components/charts/distribution-axis';
import { DistributionChart } from '@/components/charts/distribution-chart';
import { useFilter } from '@/components/filters/filter-context';
import { DataTable } from '@/components/ui/data-table';
import { EmptyRange } from '@/components/ui/empty-panel';
import { Panel } from '@/components/ui/panel';
import { formatCount, formatDuration } from '@/lib/format';
import { metricQuery } from '@/lib/metrics/query';

/** How the runs of the step spread: two humps are two kinds of runs, such as with a cold cache and a warm one. */
export function SpreadPanel({ height }: { height: number }) {
  const filter = useFilter();
  const [{ data }, { data: steps }] = useSuspenseQueries({
    queries: [metricQuery('distribution', filter), metricQuery('steps', filter)],
  });
  const title = 'How the runs spread';
  if (data.rows.length === 0) return <EmptyRange title={title} what="successful run of this step" />;
  const count = data.rows.reduce((sum, bin) => sum + bin.n, 0);
  const most = data.rows.reduce((a, b) => (b.n > a.n ? b : a));
  const { p50Ms = null, p90Ms = null } = steps.rows[0] ?? {};
  const marks = [
    { name: 'p50', ms: p50Ms },
    { name: 'p90', ms: p90Ms },
  ].flatMap(({ name, ms }) => (ms === null ? [] : [{ name, ms, label: `${name} ${formatDuration(ms)}` }]));
  return (
    <Panel
      title={title}
      definition={data.definition}
      basis={`${formatCount(count)} runs by how long they took`}
      csv={{ name: 'distribution', filter }}
      chart={
        <DistributionChart
          bins={data.rows}
          countName="runs"
          marks={marks}
          summary={`${title}: the largest group took ${binName(most)}. The table has every figure.`}
          height={height}
        />
      }
      table={
        <DataTable
          caption={title}
          rows={data.rows.filter(bin => bin.n > 0)}
          rowKey={bin => String(bin.fromMs)}
          columns={[
            { key: 'band', label: 'Run', cell: binName },
            { key: 'n', label: 'Runs', isNumber: true, cell: bin => formatCount(bin.n) },
          ]}
        />
      }
    />
  );
}
