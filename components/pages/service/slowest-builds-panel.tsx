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

/** The builds that were waited for the longest; each leads to what took so long. */
export function SlowestBuildsPanel() {
  const filter = useFilter();
  const link = useFilterLink();
  const { data } = useSuspenseQuery(metricQuery('slowest-builds', filter));
  if (data.rows.length === 0) return <EmptyRange title={data.title} />;
  const rows = data.rows.slice(0, SHOWN);
  const longestMs = Math.max(...rows.map(row => row.waitMs), 1);
  const manyRepositories = new Set(data.rows.map(row => row.repository)).size > 1;
  return (
    <Panel
      title={data.title}
      definition={data.definition}
      basis={`${rows.length} of the successful builds of the range`}
      csv={{ name: 'slowest-builds', filter }}
      chart={null}
      table={
        <DataTable
          caption={data.title}
          rows={rows}
          rowKey={row => `${row.repository} ${row.number}`}
          columns={[
            {
              key: 'build',
              label: 'Build',
              cell: row => (
                <>
                  <Link href={link(pageLinks.build(row.repository, row.number))} prefetch={false}>
                    {manyRepositories && row.repository} #{row.number}
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
              key: 'wait',
              label: 'Wait',
              isNumber: true,
              cell: row => <ShareBar ratio={row.waitMs / longestMs} value={formatDuration(row.waitMs)} />,
            },
            {
              key: 'queue',
              label: 'Of it queue',
              isNumber: true,
              isExtra: true,
              cell: row => formatDuration(row.queueMs),
            },
          ]}
        />
      }
    />
  );
}
