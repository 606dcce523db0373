'use client';

import { useSuspenseQueries } from '@tanstack/react-query';
import Link from 'next/link';
import { useFilterContext } from '@/components/filters/filter-context';
import { useFilterLink } from '@/components/filters/filter-state';
import { ServiceName } from '@/components/pages/services/service-cells';
import { figureColumn, lostColumn, p50ChangeColumn } from '@/components/panels/figure-columns';
import { useListedChanges } from '@/components/panels/insights/use-changes';
import { NOW_HELP, NOW_RANGE } from '@/components/panels/now-range';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyRange } from '@/components/ui/empty-panel';
import { HelpPopover } from '@/components/ui/help-popover';
import { Panel } from '@/components/ui/panel';
import { SKIP_TARGETS } from '@/components/ui/skip-link';
import { formatCount, formatDuration } from '@/lib/format';
import { type MetricRows, metricQuery } from '@/lib/metrics/query';

type Service = MetricRows['services'];

const SHOWN = 9;

/** The services that cost the most hours. */
export function TopServicesPanel() {
  const { page, filter } = useFilterContext();
  const link = useFilterLink();
  const [{ data }, { data: recent }] = useSuspenseQueries({
    queries: [metricQuery('services', filter), metricQuery('services', { ...filter, range: NOW_RANGE })],
  });
  const changes = useListedChanges(filter, data.days);
  const title = 'Services, worst first';
  if (data.rows.length === 0)
    return (
      <div id={SKIP_TARGETS.services} tabIndex={-1}>
        <EmptyRange title={title} what="build" />
      </div>
    );
  const nowOf = new Map(recent.rows.map(row => [row.service, row.p50Ms]));
  const columns: Column<Service>[] = [
    { key: 'service', label: 'Service', cell: row => <ServiceName row={row} changes={changes} /> },
    figureColumn('now', 'Now', row => nowOf.get(row.service) ?? null, formatDuration, {
      definition: <HelpPopover text={NOW_HELP} of="now" />,
    }),
    figureColumn('p50', 'p50 wait', row => row.p50Ms, formatDuration),
    p50ChangeColumn(data, row => row),
    lostColumn(data, data.rows),
  ];
  return (
    <Panel
      title={title}
      definition={data.definition}
      basis={
        <>
          {Math.min(SHOWN, data.rows.length)} of {formatCount(data.rows.length)} ·{' '}
          <Link href={link('/services', page.fixed)} prefetch={false}>
            all services
          </Link>
        </>
      }
      csv={{ name: 'services', filter }}
      chart={null}
      table={
        <div id={SKIP_TARGETS.services} tabIndex={-1}>
          <DataTable
            caption={title}
            isStacked
            rowsLead
            rows={data.rows.slice(0, SHOWN)}
            rowKey={row => row.service}
            columns={columns}
          />
        </div>
      }
    />
  );
}
