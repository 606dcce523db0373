'use client';

import Link from 'next/link';
import { commonScale } from '@/components/charts/sparkline-paths';
import { useFilterLink } from '@/components/filters/filter-state';
import { figureColumn, lostChangeColumn, lostColumn } from '@/components/panels/figure-columns';
import { formatLost, knowsHours } from '@/components/panels/known-hours';
import { LinesHelp, MedianLine } from '@/components/panels/median-line';
import type { Column } from '@/components/ui/data-table';
import classes from '@/components/ui/table.module.css';
import { ChangeText, withoutBefore } from '@/components/ui/table-cells';
import { formatBand, formatCount, formatDuration, formatHours, formatMoney, formatRatio } from '@/lib/format';
import type { MetricAnswer, MetricRows } from '@/lib/metrics/query';
import { pageLinks } from '@/lib/page-links';

type Team = MetricRows['teams'];

/** What the list of teams says of each. */
export function teamColumns(answer: MetricAnswer<Team>): Column<Team>[] {
  const { rows } = answer;
  const scale = commonScale(rows.map(row => row.trendMs));
  const lost = lostColumn(answer, rows, {});
  return [
    { key: 'team', label: 'Team', cell: row => <TeamName row={row} />, sortBy: row => row.team },
    {
      ...lost,
      cell: row => (
        <>
          {lost.cell(row)}
          {knowsHours(answer) && (
            <span className={classes.under}>{formatBand(row.lowMs, row.highMs, formatHours)}</span>
          )}
        </>
      ),
    },
    lostChangeColumn(answer, row => row.waitedBuildsBefore > 0),
    {
      key: 'each',
      label: 'Per developer',
      cell: row => (
        <>
          {formatLost(answer, row.lostPerDeveloperMs)}
          <span className={classes.under}>
            {formatCount(row.developers)} {row.developers === 1 ? 'developer' : 'developers'}
          </span>
        </>
      ),
      sortBy: row => row.lostPerDeveloperMs,
      isNumber: true,
    },
    {
      key: 'cost',
      label: 'Cost',
      cell: row => formatMoney(knowsHours(answer) ? row.lostMoney : null, row.currency),
      sortBy: row => row.lostMoney,
      isNumber: true,
      isExtra: true,
    },
    percentile(answer, 'p50', row => [row.p50Ms, row.p50BeforeMs], false),
    percentile(answer, 'p90', row => [row.p90Ms, row.p90BeforeMs], true),
    {
      key: 'trend',
      label: 'p50 over time',
      cell: row => <MedianLine valuesMs={row.trendMs} of={answer} scale={scale} />,
      isExtra: true,
      definition: <LinesHelp />,
    },
    figureColumn('failed', 'Failed', row => row.failedRatio, formatRatio, { isExtra: true }),
    figureColumn('builds', 'Builds', row => row.builds, formatCount, { isExtra: true }),
  ];
}

/** A percentile of the wait, with its change below. */
function percentile(
  answer: MetricAnswer<Team>,
  name: 'p50' | 'p90',
  pick: (row: Team) => readonly [now: number | null, before: number | null],
  isExtra: boolean,
): Column<Team> {
  return {
    key: name,
    label: `${name} wait`,
    cell: row => {
      const [now, before] = pick(row);
      return (
        <>
          {formatDuration(now)}
          <span className={classes.under}>
            <ChangeText
              now={now}
              before={before}
              n={[row.n, row.nBefore]}
              without={withoutBefore(answer, row.nBefore > 0)}
            />
          </span>
        </>
      );
    },
    sortBy: row => pick(row)[0],
    isNumber: true,
    isExtra,
  };
}

function TeamName({ row }: { row: Team }) {
  const link = useFilterLink();
  return (
    <>
      <Link className={classes.lead} href={link(pageLinks.team(row.team))} prefetch={false}>
        {row.team}
      </Link>
      <span className={classes.under}>
        {formatCount(row.services)} {row.services === 1 ? 'service' : 'services'}
      </span>
    </>
  );
}
