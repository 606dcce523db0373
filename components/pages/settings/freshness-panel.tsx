'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { useFilter } from '@/components/filters/filter-context';
import { DataTable } from '@/components/ui/data-table';
import { EmptyPanel } from '@/components/ui/empty-panel';
import { Panel } from '@/components/ui/panel';
import { formatCount, formatInstant } from '@/lib/format';
import { metricQuery } from '@/lib/metrics/query';

/** How fresh the figures of each repository are. */
export function FreshnessPanel() {
  const filter = useFilter();
  const { data } = useSuspenseQuery(metricQuery('freshness', filter));
  const { rows, timeZone, title } = data;
  if (rows.length === 0) {
    return (
      <EmptyPanel title={title}>
        No repository is known yet: the poller lists them first. Repositories that are not active there have
        no builds and are left out.
      </EmptyPanel>
    );
  }
  const instant = (at: string | null) => (at === null ? '–' : formatInstant(at, timeZone));
  return (
    <Panel
      title={title}
      definition={data.definition}
      basis={`${formatCount(rows.length)} repositories · times by the clock of ${timeZone}`}
      csv={{ name: 'freshness', filter }}
      chart={null}
      table={
        <DataTable
          caption={title}
          rows={rows}
          rowKey={row => row.repository}
          isSortable
          columns={[
            {
              key: 'repository',
              label: 'Repository',
              cell: row => row.repository,
              sortBy: row => row.repository,
            },
            {
              key: 'finished',
              label: 'Last build finished',
              cell: row => instant(row.lastFinishedAt),
              sortBy: row => row.lastFinishedAt,
            },
            {
              key: 'packed',
              label: 'Figures made',
              isExtra: true,
              cell: row => instant(row.packedAt),
              sortBy: row => row.packedAt,
            },
            {
              key: 'stored',
              label: 'Builds stored',
              isNumber: true,
              isExtra: true,
              cell: row => formatCount(row.storedBuilds),
              sortBy: row => row.storedBuilds,
            },
            {
              key: 'builds',
              label: 'Builds to go',
              isNumber: true,
              cell: row => formatCount(row.buildsToGo),
              sortBy: row => row.buildsToGo,
            },
            {
              key: 'logs',
              label: 'Logs to go',
              isNumber: true,
              isExtra: true,
              cell: row => formatCount(row.logsToGo),
              sortBy: row => row.logsToGo,
            },
          ]}
        />
      }
    />
  );
}
