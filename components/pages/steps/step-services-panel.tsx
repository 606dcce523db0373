'use client';

import { useSuspenseQueries } from '@tanstack/react-query';
import Link from 'next/link';
import { useFilter } from '@/components/filters/filter-context';
import { useFilterLink, useViewState } from '@/components/filters/filter-state';
import { figureColumn, lostColumn, p50ChangeColumn } from '@/components/panels/figure-columns';
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
    figureColumn('p50', 'p50', row => row.p50Ms, formatDuration),
    p50ChangeColumn(data, row => row),
    lostColumn(data, data.rows),
    figureColumn('p90', 'p90', row => row.p90Ms, formatDuration, { isExtra: true }),
    figureColumn('failed', 'Failed', row => row.failedRatio, formatRatio, { isExtra: true }),
    figureColumn('runs', 'Runs', row => row.n, formatCount, { isExtra: true }),
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
