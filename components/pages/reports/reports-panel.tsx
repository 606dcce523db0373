'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useFilter } from '@/components/filters/filter-context';
import { DataTable } from '@/components/ui/data-table';
import { TableArea, TitledPanel } from '@/components/ui/titled-panel';
import { formatRange } from '@/lib/format';
import { type ListedReport, reportAddress, reportsQuery } from '@/lib/reports/query';
import { addDays } from '@/lib/time/days';
import classes from './report.module.css';

/** All reports, the newest week first. */
export function ReportsPanel() {
  const { team } = useFilter();
  const { data } = useSuspenseQuery(reportsQuery({ team }));
  const { reports, problems } = data;
  return (
    <TitledPanel title="By week">
      <p className={classes.empty}>
        Of each week once it is over and wholly imported, as it was made.{' '}
        <Link href={reportAddress('next', team)} prefetch={false}>
          This week so far
        </Link>
      </p>
      {problems.map(({ week, problem }) => (
        <p key={week} role="alert">
          The reports of {week} could not be made, and are tried again every hour: {problem}.
        </p>
      ))}
      {reports.length === 0 ? (
        <p className={classes.empty}>
          There is none yet: the poller makes them in the background, the newest week first.
        </p>
      ) : (
        <TableArea>
          <DataTable
            caption="Reports by week"
            rows={reports}
            rowKey={({ week, team: of }) => `${week} ${of ?? ''}`}
            rowsLead
            columns={[
              { key: 'report', label: 'Report', cell: report => <Name report={report} /> },
              { key: 'team', label: 'Of', cell: ({ team: of }) => of ?? 'all teams' },
              {
                key: 'days',
                label: 'Days',
                isExtra: true,
                cell: ({ from, until }) => formatRange(from, addDays(until, -1)),
              },
              {
                key: 'lost',
                label: 'Hours lost',
                isNumber: true,
                cell: ({ figures: [first] }) => first?.value ?? '–',
              },
              {
                key: 'state',
                label: 'State',
                isExtra: true,
                cell: report => <span className={classes.verdict}>{stateOf(report)}</span>,
              },
            ]}
          />
        </TableArea>
      )}
    </TitledPanel>
  );
}

function Name({ report: { week, team, title } }: { report: ListedReport }) {
  return (
    <Link href={reportAddress(week, team)} prefetch={false} className="lead">
      {title}
    </Link>
  );
}

function stateOf({ isComplete, isMadeAfterwards, revision }: ListedReport): string {
  return [
    ...(isComplete ? [] : ['something is missing']),
    ...(revision > 1 ? [`revision ${revision}`] : []),
    ...(isMadeAfterwards ? ['made later, from the history'] : []),
  ].join(', ');
}
