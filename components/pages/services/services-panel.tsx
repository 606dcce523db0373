'use client';

import { useSuspenseQueries } from '@tanstack/react-query';
import { commonScale } from '@/components/charts/sparkline-paths';
import { useFilter } from '@/components/filters/filter-context';
import { useViewState } from '@/components/filters/filter-state';
import {
  figureColumn,
  lostChangeColumn,
  lostColumn,
  p50ChangeColumn,
} from '@/components/panels/figure-columns';
import { useListedChanges } from '@/components/panels/insights/use-changes';
import { formatLost } from '@/components/panels/known-hours';
import { LinesHelp, MedianLine } from '@/components/panels/median-line';
import { NOW_HELP, NOW_RANGE } from '@/components/panels/now-range';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyRange } from '@/components/ui/empty-panel';
import { FindField } from '@/components/ui/find-field';
import { findRows } from '@/components/ui/find-rows';
import { HelpPopover } from '@/components/ui/help-popover';
import { Panel } from '@/components/ui/panel';
import classes from '@/components/ui/table.module.css';
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
  const lostMs = data.rows.reduce((sum, row) => sum + row.lostMs, 0);
  const columns: Column<Service>[] = [
    {
      key: 'service',
      label: 'Service',
      cell: row => <ServiceName row={row} changes={changes} />,
      sortBy: row => row.service,
    },
    figureColumn('now', 'Now', row => nowOf.get(row.service) ?? null, formatDuration, {
      isExtra: true,
      definition: <HelpPopover text={NOW_HELP} of="now" />,
    }),
    figureColumn('p50', 'p50 wait', row => row.p50Ms, formatDuration),
    p50ChangeColumn(data, row => row, { key: 'p50change', ranBefore: row => row.buildsBefore > 0 }),
    lostColumn(data, data.rows),
    {
      key: 'misses',
      label: 'In cache misses',
      cell: row => <span className={classes.wraps}>{formatMachineHours(row.missMs)}</span>,
      sortBy: row => row.missMs,
      isNumber: true,
    },
    lostChangeColumn(data, row => row.buildsBefore > 0),
    figureColumn('p90', 'p90 wait', row => row.p90Ms, formatDuration, { isExtra: true }),
    {
      key: 'trend',
      label: 'p50 over time',
      cell: row => <MedianLine valuesMs={row.trendMs} of={data} scale={scale} />,
      isExtra: true,
      definition: <LinesHelp />,
    },
    figureColumn('failed', 'Failed', row => row.failedRatio, formatRatio, { isLeast: true }),
    figureColumn('builds', 'Builds', row => row.builds, formatCount, { isLeast: true }),
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
