'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useFilterContext } from '@/components/filters/filter-context';
import { useFilterLink } from '@/components/filters/filter-state';
import { DataTable } from '@/components/ui/data-table';
import { EmptyRange } from '@/components/ui/empty-panel';
import { Panel } from '@/components/ui/panel';
import classes from '@/components/ui/table.module.css';
import { ChangeText, ShareBar, withoutBefore } from '@/components/ui/table-cells';
import { formatCount, formatDuration, formatHours } from '@/lib/format';
import { metricQuery } from '@/lib/metrics/query';
import { pageLinks } from '@/lib/page-links';

const SHOWN = 9;

/** The services that cost the most hours. */
export function TopServicesPanel() {
  const { page, filter } = useFilterContext();
  const link = useFilterLink();
  const { data } = useSuspenseQuery(metricQuery('services', filter));
  const title = 'Services, worst first';
  if (data.rows.length === 0) return <EmptyRange title={title} what="build" />;
  const totalMs = data.rows.reduce((sum, row) => sum + row.lostMs, 0);
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
        <DataTable
          caption={title}
          rowsLead
          rows={data.rows.slice(0, SHOWN)}
          rowKey={row => row.service}
          columns={[
            {
              key: 'service',
              label: 'Service',
              cell: row => (
                <>
                  <Link className={classes.lead} href={link(pageLinks.service(row.service))} prefetch={false}>
                    {row.service}
                  </Link>
                  <span className={classes.under}>{row.team}</span>
                </>
              ),
            },
            {
              key: 'lost',
              label: 'Hours lost',
              isNumber: true,
              isWide: true,
              cell: row => <ShareBar ratio={row.lostMs / mostMs} value={formatHours(row.lostMs)} />,
            },
            {
              key: 'share',
              label: 'Share',
              isNumber: true,
              isExtra: true,
              cell: row => percentOf(row.lostMs, totalMs),
            },
            { key: 'p50', label: 'p50 wait', isNumber: true, cell: row => formatDuration(row.p50Ms) },
            {
              key: 'change',
              label: 'p50 change',
              isNumber: true,
              isExtra: true,
              cell: row => (
                <ChangeText
                  now={row.p50Ms}
                  before={row.p50BeforeMs}
                  n={[row.n, row.nBefore]}
                  without={withoutBefore(data, row.nBefore > 0)}
                />
              ),
            },
          ]}
        />
      }
    />
  );
}

function percentOf(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.round((part / whole) * 100)}%`;
}
