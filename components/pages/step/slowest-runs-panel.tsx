'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useFilter } from '@/components/filters/filter-context';
import { useFilterLink } from '@/components/filters/filter-state';
import { formatEvent } from '@/components/pages/builds/build-name';
import { DataTable } from '@/components/ui/data-table';
import { EmptyRange } from '@/components/ui/empty-panel';
import { Panel } from '@/components/ui/panel';
import classes from '@/components/ui/table.module.css';
import { ShareBar } from '@/components/ui/table-cells';
import { formatDuration, formatInstant } from '@/lib/format';
import { metricQuery } from '@/lib/metrics/query';
import { pageLinks } from '@/lib/page-links';

const SHOWN = 8;

/** The builds in which the step took the longest. */
export function SlowestRunsPanel() {
  const filter = useFilter();
  const { repository, pipeline, step } = filter;
  const link = useFilterLink();
  const { data } = useSuspenseQuery(metricQuery('slowest-runs', filter));
  const title = 'Builds in which it took the longest';
  if (data.rows.length === 0) return <EmptyRange title={title} what="successful run of this step" />;
  const rows = data.rows.slice(0, SHOWN);
  const longestMs = Math.max(...rows.map(row => row.runMs), 1);
  return (
    <Panel
      title={title}
      definition={data.definition}
      basis={
        <>
          {rows.length} of the successful runs ·{' '}
          <Link href={link('/builds', { repository, pipeline, step })} prefetch={false}>
            all builds with this step
          </Link>
        </>
      }
      csv={{ name: 'slowest-runs', filter }}
      chart={null}
      table={
        <DataTable
          caption={title}
          rows={rows}
          rowKey={row => String(row.number)}
          columns={[
            {
              key: 'build',
              label: 'Build',
              cell: row => (
                <>
                  <Link href={link(pageLinks.build(row.repository, row.number))} prefetch={false}>
                    #{row.number}
                  </Link>{' '}
                  <span className={classes.aside}>{formatEvent(row.event)}</span>
                </>
              ),
            },
            {
              key: 'finished',
              label: 'Finished',
              cell: row => (
                <span className={classes.aside}>{formatInstant(row.finishedAt, data.timeZone)}</span>
              ),
            },
            {
              key: 'run',
              label: 'Run of the step',
              isNumber: true,
              cell: row => <ShareBar ratio={row.runMs / longestMs} value={formatDuration(row.runMs)} />,
            },
            {
              key: 'wait',
              label: 'Wait for the build',
              isNumber: true,
              isExtra: true,
              cell: row => formatDuration(row.waitMs),
            },
          ]}
        />
      }
    />
  );
}
