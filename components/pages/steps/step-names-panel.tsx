'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useFilter } from '@/components/filters/filter-context';
import { useFilterLink, useViewState } from '@/components/filters/filter-state';
import { figureColumn, lostChangeColumn, lostColumn } from '@/components/panels/figure-columns';
import { formatLost } from '@/components/panels/known-hours';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyRange } from '@/components/ui/empty-panel';
import { FindField } from '@/components/ui/find-field';
import { findRows } from '@/components/ui/find-rows';
import { Panel } from '@/components/ui/panel';
import classes from '@/components/ui/table.module.css';
import { formatCount, formatCountOf, formatDuration } from '@/lib/format';
import { type MetricRows, metricQuery } from '@/lib/metrics/query';
import { pageLinks } from '@/lib/page-links';

type StepName = MetricRows['step-names'];

/** Every name of a step with what it costs in all services together, the one that costs the most first. */
export function StepNamesPanel() {
  const filter = useFilter();
  const link = useFilterLink();
  const { data } = useSuspenseQuery(metricQuery('step-names', filter));
  const [{ find }] = useViewState();
  if (data.rows.length === 0) return <EmptyRange title={data.title} what="step" />;
  const rows = findRows(data.rows, find, row => row.step);
  const lostMs = data.rows.reduce((sum, row) => sum + row.lostMs, 0);
  const columns: Column<StepName>[] = [
    {
      key: 'step',
      label: 'Step',
      cell: row => (
        <Link className={classes.lead} href={link(pageLinks.stepName(row.step))} prefetch={false}>
          {row.step}
        </Link>
      ),
      sortBy: row => row.step,
    },
    figureColumn('services', 'Services', row => row.services, formatCount),
    lostColumn(data, data.rows),
    lostChangeColumn(data, () => false),
    figureColumn('p50', 'p50', row => row.p50Ms, formatDuration),
    {
      key: 'least',
      label: 'p50 from',
      // Of one service alone both are its p50, which stands beside them.
      cell: row => (row.services === 1 ? '' : formatDuration(row.p50LeastMs)),
      sortBy: row => row.p50LeastMs,
      isNumber: true,
      isExtra: true,
    },
    {
      key: 'most',
      label: 'to',
      cell: row => (row.services === 1 ? '' : formatDuration(row.p50MostMs)),
      sortBy: row => row.p50MostMs,
      isNumber: true,
      isExtra: true,
    },
    figureColumn('runs', 'Runs', row => row.n, formatCount, { isExtra: true }),
  ];
  return (
    <Panel
      title={data.title}
      definition={data.definition}
      basis={`${formatCountOf(data.rows.length, 'name')}, ${formatLost(data, lostMs)} lost together · a name leads to its services`}
      csv={{ name: 'step-names', filter }}
      chart={null}
      tools={<FindField label="Find a step" />}
      table={
        <>
          <DataTable
            caption={data.title}
            columns={columns}
            rows={rows}
            rowKey={row => row.step}
            isSortable
            usualSort="-lost"
            rowsLead
          />
          {rows.length === 0 && <p className={classes.none}>No step is called so.</p>}
        </>
      }
    />
  );
}
