'use client';

import { useSuspenseQueries } from '@tanstack/react-query';
import Link from 'next/link';
import { useFilterContext } from '@/components/filters/filter-context';
import { useFilterLink } from '@/components/filters/filter-state';
import { ServiceName } from '@/components/pages/services/service-cells';
import { useListedChanges } from '@/components/panels/insights/use-changes';
import { formatLost } from '@/components/panels/known-hours';
import { NOW_HELP, NOW_RANGE } from '@/components/panels/now-range';
import { DataTable } from '@/components/ui/data-table';
import { EmptyRange } from '@/components/ui/empty-panel';
import { HelpPopover } from '@/components/ui/help-popover';
import { Panel } from '@/components/ui/panel';
import { SKIP_TARGETS } from '@/components/ui/skip-link';
import { ChangeText, ShareBar, withoutBefore } from '@/components/ui/table-cells';
import { formatCount, formatDuration } from '@/lib/format';
import { metricQuery } from '@/lib/metrics/query';

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
  const mostMs = Math.max(...data.rows.map(row => row.lostMs), 1);
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
            columns={[
              { key: 'service', label: 'Service', cell: row => <ServiceName row={row} changes={changes} /> },
              {
                key: 'now',
                label: 'Now',
                isNumber: true,
                cell: row => formatDuration(nowOf.get(row.service) ?? null),
                definition: <HelpPopover text={NOW_HELP} of="now" />,
              },
              { key: 'p50', label: 'p50 wait', isNumber: true, cell: row => formatDuration(row.p50Ms) },
              {
                key: 'change',
                label: 'p50 change',
                isNumber: true,
                cell: row => (
                  <ChangeText
                    now={row.p50Ms}
                    before={row.p50BeforeMs}
                    n={[row.n, row.nBefore]}
                    without={withoutBefore(data, row.nBefore > 0)}
                  />
                ),
              },
              {
                key: 'lost',
                label: 'Hours lost',
                isNumber: true,
                isWide: true,
                cell: row => <ShareBar ratio={row.lostMs / mostMs} value={formatLost(data, row.lostMs)} />,
              },
            ]}
          />
        </div>
      }
    />
  );
}
