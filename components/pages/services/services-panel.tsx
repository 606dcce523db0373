'use client';

import { useSuspenseQueries } from '@tanstack/react-query';
import { commonScale } from '@/components/charts/sparkline-paths';
import { useFilter } from '@/components/filters/filter-context';
import { useViewState } from '@/components/filters/filter-state';
import { useListedChanges } from '@/components/panels/insights/use-changes';
import { formatLost } from '@/components/panels/known-hours';
import { LinesHelp, MedianLine } from '@/components/panels/median-line';
import { NOW_HELP, NOW_RANGE } from '@/components/panels/now-range';
import { onWorkingDay } from '@/components/panels/working-days';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyRange } from '@/components/ui/empty-panel';
import { FindField } from '@/components/ui/find-field';
import { findRows } from '@/components/ui/find-rows';
import { HelpPopover } from '@/components/ui/help-popover';
import { Panel } from '@/components/ui/panel';
import classes from '@/components/ui/table.module.css';
import { ChangeText, ShareBar, withoutBefore } from '@/components/ui/table-cells';
import { formatCount, formatDuration, formatMachineHours, formatRatio } from '@/lib/format';
import { type MetricRows, metricQuery } from '@/lib/metrics/query';
import { ServiceName } from './service-cells';

type Service = MetricRows['services'];

/** Every service that built, the one that costs the most hours first. */
export function ServicesPanel() {
  const filter = useFilter();
  const [{ data }, { data: recent }] = useSuspenseQueries({
    queries: [metricQuery('services', filter), metricQuery('services', { ...filter, range: NOW_RANGE })],
  });
  const changes = useListedChanges(filter, data.days);
  const [{ find }] = useViewState();
  if (data.rows.length === 0) return <EmptyRange title={data.title} what="build" />;
  const nowOf = new Map(recent.rows.map(row => [row.service, row.p50Ms]));
  const rows = findRows(data.rows, find, row => `${row.service} ${row.team}`);
  const scale = commonScale(data.rows.map(row => row.trendMs));
  const mostMs = Math.max(...data.rows.map(row => row.lostMs), 1);
  const lostMs = data.rows.reduce((sum, row) => sum + row.lostMs, 0);
  const columns: Column<Service>[] = [
    {
      key: 'service',
      label: 'Service',
      cell: row => <ServiceName row={row} changes={changes} />,
      sortBy: row => row.service,
    },
    {
      key: 'now',
      label: 'Now',
      cell: row => formatDuration(nowOf.get(row.service) ?? null),
      sortBy: row => nowOf.get(row.service) ?? null,
      isNumber: true,
      isExtra: true,
      definition: <HelpPopover text={NOW_HELP} of="now" />,
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
      cell: row => (
        <ChangeText
          now={row.p50Ms}
          before={row.p50BeforeMs}
          n={[row.n, row.nBefore]}
          without={withoutBefore(data, row.buildsBefore > 0)}
        />
      ),
      sortBy: row => ratioOf(row.p50Ms, row.p50BeforeMs),
      isNumber: true,
    },
    {
      key: 'lost',
      label: 'Hours lost',
      isWide: true,
      isNumber: true,
      cell: row => <ShareBar ratio={row.lostMs / mostMs} value={formatLost(data, row.lostMs)} />,
      sortBy: row => row.lostMs,
    },
    {
      key: 'misses',
      label: 'In cache misses',
      cell: row => <span className={classes.wraps}>{formatMachineHours(row.missMs)}</span>,
      sortBy: row => row.missMs,
      isNumber: true,
    },
    {
      key: 'lostchange',
      label: 'Hours change',
      cell: row => (
        <ChangeText
          {...onWorkingDay([row.lostMs, row.lostBeforeMs], data)}
          n={[row.waitedBuilds, row.waitedBuildsBefore]}
          without={withoutBefore(data, row.buildsBefore > 0)}
        />
      ),
      sortBy: row => ratioOf(row.lostMs, row.lostBeforeMs),
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
      cell: row => <MedianLine valuesMs={row.trendMs} of={data} scale={scale} />,
      isExtra: true,
      definition: <LinesHelp />,
    },
    {
      key: 'failed',
      label: 'Failed',
      cell: row => formatRatio(row.failedRatio),
      sortBy: row => row.failedRatio,
      isNumber: true,
      isLeast: true,
    },
    {
      key: 'builds',
      label: 'Builds',
      cell: row => formatCount(row.builds),
      sortBy: row => row.builds,
      isNumber: true,
      isLeast: true,
    },
  ];
  return (
    <Panel
      title={data.title}
      definition={data.definition}
      basis={`${formatCount(data.rows.length)} ${data.rows.length === 1 ? 'service' : 'services'}, ${formatLost(data, lostMs)} lost together`}
      csv={{ name: 'services', filter }}
      chart={null}
      tools={<FindField label="Find a service or team" />}
      table={
        <>
          <DataTable
            caption={data.title}
            isStacked
            columns={columns}
            rows={rows}
            rowKey={row => row.service}
            isSortable
            usualSort="-lost"
            rowsLead
          />
          {rows.length === 0 && <p className={classes.none}>No service or team is called so.</p>}
        </>
      }
    />
  );
}

function ratioOf(now: number | null, before: number | null): number | null {
  return now === null || before === null || before === 0 ? null : now / before;
}
