'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Sparkline } from '@/components/charts/sparkline';
import { useFilter } from '@/components/filters/filter-context';
import { useFilterLink } from '@/components/filters/filter-state';
import { pageLinks } from '@/components/layout/page-links';
import { describeTrend } from '@/components/panels/percentiles';
import { onWorkingDay } from '@/components/panels/working-days';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyRange } from '@/components/ui/empty-panel';
import { Panel } from '@/components/ui/panel';
import classes from '@/components/ui/table.module.css';
import { ChangeText, ShareBar } from '@/components/ui/table-cells';
import { formatCount, formatDuration, formatHours, formatRatio } from '@/lib/format';
import { type MetricRows, metricQuery } from '@/lib/metrics/query';

type Service = MetricRows['services'];

/** Every service that built, the one that costs the most hours first. */
export function ServicesPanel() {
  const filter = useFilter();
  const { data } = useSuspenseQuery(metricQuery('services', filter));
  if (data.rows.length === 0) return <EmptyRange title={data.title} what="build" />;
  const mostMs = Math.max(...data.rows.map(row => row.lostMs), 1);
  const lostMs = data.rows.reduce((sum, row) => sum + row.lostMs, 0);
  const columns: Column<Service>[] = [
    { key: 'service', label: 'Service', cell: row => <ServiceName row={row} />, sortBy: row => row.service },
    {
      key: 'lost',
      label: 'Hours lost',
      isWide: true,
      cell: row => <ShareBar ratio={row.lostMs / mostMs} value={formatHours(row.lostMs)} />,
      sortBy: row => row.lostMs,
    },
    {
      key: 'lostchange',
      label: 'Hours change',
      cell: row => (
        <ChangeText
          {...onWorkingDay([row.lostMs, row.lostBeforeMs], data.workingDays)}
          n={[row.waitedBuilds, row.waitedBuildsBefore]}
        />
      ),
      sortBy: row => ratioOf(row.lostMs, row.lostBeforeMs),
      isNumber: true,
      isExtra: true,
    },
    {
      key: 'p50',
      label: 'p50 wait',
      cell: row => formatDuration(row.p50Ms),
      sortBy: row => row.p50Ms,
      isNumber: true,
    },
    {
      key: 'p50change',
      label: 'p50 change',
      cell: row => <ChangeText now={row.p50Ms} before={row.p50BeforeMs} n={[row.n, row.nBefore]} />,
      sortBy: row => ratioOf(row.p50Ms, row.p50BeforeMs),
      isNumber: true,
      isExtra: true,
    },
    {
      key: 'p90',
      label: 'p90 wait',
      cell: row => formatDuration(row.p90Ms),
      sortBy: row => row.p90Ms,
      isNumber: true,
      isExtra: true,
    },
    {
      key: 'trend',
      label: 'p50 over time',
      cell: row => <Sparkline values={row.trendMs} summary={describeTrend(row.trendMs)} />,
      isExtra: true,
    },
    {
      key: 'failed',
      label: 'Failed',
      cell: row => formatRatio(row.failedRatio),
      sortBy: row => row.failedRatio,
      isNumber: true,
      isExtra: true,
    },
    {
      key: 'builds',
      label: 'Builds',
      cell: row => formatCount(row.builds),
      sortBy: row => row.builds,
      isNumber: true,
      isExtra: true,
    },
  ];
  return (
    <Panel
      title={data.title}
      definition={data.definition}
      basis={`${formatCount(data.rows.length)} ${data.rows.length === 1 ? 'service' : 'services'}, ${formatHours(lostMs)} lost together`}
      csv={{ name: 'services', filter }}
      chart={null}
      table={
        <DataTable
          caption={data.title}
          columns={columns}
          rows={data.rows}
          rowKey={row => row.service}
          isSortable
          usualSort="-lost"
        />
      }
    />
  );
}

function ServiceName({ row }: { row: Service }) {
  const link = useFilterLink();
  return (
    <>
      <Link href={link(pageLinks.service(row.service))} prefetch={false}>
        {row.service}
      </Link>
      <span className={classes.under}>{row.team}</span>
    </>
  );
}

function ratioOf(now: number | null, before: number | null): number | null {
  return now === null || before === null || before === 0 ? null : now / before;
}
