'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { StatusMark } from '@/components/charts/status-mark';
import { useFilterContext } from '@/components/filters/filter-context';
import { useFilterLink } from '@/components/filters/filter-state';
import { BuildName } from '@/components/pages/builds/build-name';
import { DataTable } from '@/components/ui/data-table';
import { EmptyRange } from '@/components/ui/empty-panel';
import { Panel } from '@/components/ui/panel';
import classes from '@/components/ui/table.module.css';
import { buildsQuery, buildsSearch } from '@/lib/builds/query';
import { formatDuration, formatInstant } from '@/lib/format';

const SHOWN = 6;
const DEFINITION =
  'The latest builds of the range that hold steps of this service, those under way first. Wait: from the push to ' +
  'the last stop of its steps.';

/** The latest builds of the service, and the way to all of them. */
export function RecentBuildsPanel() {
  const { filter, page } = useFilterContext();
  const link = useFilterLink();
  const asked = { ...filter, status: 'all' as const, leftOut: null };
  const { data } = useSuspenseQuery(buildsQuery(asked, null));
  const title = 'Recent builds';
  if (data.rows.length === 0) return <EmptyRange title={title} what="build" />;
  return (
    <Panel
      title={title}
      definition={DEFINITION}
      basis={
        <>
          newest first ·{' '}
          <Link href={link('/builds', { ...page.fixed })} prefetch={false}>
            all builds of this service
          </Link>
        </>
      }
      csv={{ name: 'builds', address: `/api/v1/builds?${buildsSearch(asked)}` }}
      chart={null}
      table={
        <DataTable
          caption={title}
          rows={data.rows.slice(0, SHOWN)}
          rowKey={row => `${row.repository} ${row.number}`}
          columns={[
            { key: 'build', label: 'Build', cell: row => <BuildName build={row} isRerun={row.isRerun} /> },
            { key: 'status', label: 'Status', cell: row => <StatusMark status={row.status} /> },
            {
              key: 'ended',
              label: 'Ended',
              isNumber: true,
              isExtra: true,
              cell: ({ finishedAt }) => (
                <span className={classes.aside}>
                  {finishedAt === null ? 'not yet' : formatInstant(finishedAt, data.timeZone)}
                </span>
              ),
            },
            { key: 'wait', label: 'Wait', isNumber: true, cell: row => formatDuration(row.waitMs) },
          ]}
        />
      }
    />
  );
}
