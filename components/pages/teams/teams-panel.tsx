'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { useFilter } from '@/components/filters/filter-context';
import { formatLost } from '@/components/panels/known-hours';
import { DataTable } from '@/components/ui/data-table';
import { EmptyRange } from '@/components/ui/empty-panel';
import { Panel } from '@/components/ui/panel';
import { formatCount } from '@/lib/format';
import { metricQuery } from '@/lib/metrics/query';
import { OneTeamNote } from './one-team-note';
import { teamColumns } from './team-columns';

/** Every team whose services built, the one that loses the most hours first. */
export function TeamsPanel() {
  const filter = useFilter();
  const { data } = useSuspenseQuery(metricQuery('teams', filter));
  if (data.rows.length === 0) return <EmptyRange title={data.title} what="build" />;
  const lostMs = data.rows.reduce((sum, row) => sum + row.lostMs, 0);
  const [only] = data.rows;
  return (
    <Panel
      title={data.title}
      definition={data.definition}
      basis={`${formatCount(data.rows.length)} ${data.rows.length === 1 ? 'team' : 'teams'}, ${formatLost(data, lostMs)} lost together`}
      csv={{ name: 'teams', filter }}
      chart={null}
      table={
        <DataTable
          caption={data.title}
          isStacked
          columns={teamColumns(data)}
          rows={data.rows}
          rowKey={row => row.team}
          isSortable
          rowsLead
        />
      }
    >
      {data.rows.length === 1 && only !== undefined && <OneTeamNote team={only.team} />}
    </Panel>
  );
}
