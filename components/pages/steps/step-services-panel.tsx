'use client';

import { useSuspenseQueries } from '@tanstack/react-query';
import Link from 'next/link';
import { useFilter } from '@/components/filters/filter-context';
import { useFilterLink, useViewState } from '@/components/filters/filter-state';
import { ChangeBadge } from '@/components/panels/insights/change-badge';
import { useListedChanges } from '@/components/panels/insights/use-changes';
import { formatLost } from '@/components/panels/known-hours';
import { stepKey } from '@/components/panels/step-series';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyRange } from '@/components/ui/empty-panel';
import { FindField } from '@/components/ui/find-field';
import { findRows } from '@/components/ui/find-rows';
import { Panel } from '@/components/ui/panel';
import classes from '@/components/ui/table.module.css';
import { ChangeText, ShareBar, withoutBefore } from '@/components/ui/table-cells';
import { formatCount, formatDuration, formatRatio } from '@/lib/format';
import { type MetricRows, metricQuery } from '@/lib/metrics/query';
import { pageLinks } from '@/lib/page-links';

type Step = MetricRows['steps'];

/** The steps of one name, service by service, the one that costs the most first. */
export function StepServicesPanel() {
  const filter = useFilter();
  const link = useFilterLink();
  const [{ data }, { data: names }] = useSuspenseQueries({
    queries: [metricQuery('steps', filter), metricQuery('step-names', filter)],
  });
  const changes = useListedChanges(filter, data.days);
  const [{ find }] = useViewState();
  const title = 'Service by service';
  const [whole] = names.rows;
  if (data.rows.length === 0 || whole === undefined) return <EmptyRange title={title} what="run of a step" />;
  const rows = findRows(data.rows, find, row => `${row.service} ${row.repository} ${row.pipeline}`);
  const mostMs = Math.max(...data.rows.map(row => row.lostMs), 1);
  const columns: Column<Step>[] = [
    {
      key: 'service',
      label: 'Service',
      cell: row => (
        <>
          <Link
            className={classes.lead}
            href={link(pageLinks.step(row.repository, row.pipeline, row.step))}
            prefetch={false}
          >
            {row.service ?? row.repository}
          </Link>
          <span className={classes.under}>
            {row.service === null ? 'shared by its services' : row.repository}, {row.pipeline}{' '}
            <ChangeBadge
              changes={changes.filter(
                one => one.repository === row.repository && one.pipeline === row.pipeline,
              )}
              of={{ repository: row.repository, pipeline: row.pipeline, step: row.step }}
            />
          </span>
        </>
      ),
      sortBy: row => row.service ?? row.repository,
    },
    {
      key: 'p50',
      label: 'p50',
      cell: row => formatDuration(row.p50Ms),
      sortBy: row => row.p50Ms,
      isNumber: true,
    },
    {
      key: 'change',
      label: 'p50 change',
      cell: row => (
        <ChangeText
          now={row.p50Ms}
          before={row.p50BeforeMs}
          n={[row.n, row.nBefore]}
          without={withoutBefore(data, row.nBefore > 0)}
        />
      ),
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
      key: 'p90',
      label: 'p90',
      cell: row => formatDuration(row.p90Ms),
      sortBy: row => row.p90Ms,
      isNumber: true,
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
      key: 'runs',
      label: 'Runs',
      cell: row => formatCount(row.n),
      sortBy: row => row.n,
      isNumber: true,
      isExtra: true,
    },
  ];
  return (
    <Panel
      title={title}
      definition={data.definition}
      basis={`${formatLost(data, whole.lostMs)} in ${formatCount(whole.services)} ${whole.services === 1 ? 'service' : 'services'}, ${formatCount(whole.n)} successful runs`}
      csv={{ name: 'steps', filter }}
      chart={null}
      tools={<FindField label="Find a service" />}
      table={
        <>
          <DataTable
            caption={title}
            isStacked
            columns={columns}
            rows={rows}
            rowKey={stepKey}
            isSortable
            usualSort="-lost"
            rowsLead
          />
          {rows.length === 0 && <p className={classes.none}>No service is called so.</p>}
        </>
      }
    />
  );
}
