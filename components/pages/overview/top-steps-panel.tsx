'use client';

import { useSuspenseQueries } from '@tanstack/react-query';
import Link from 'next/link';
import { useFilterContext } from '@/components/filters/filter-context';
import { useFilterLink } from '@/components/filters/filter-state';
import { figureColumn, lostColumn, p50ChangeColumn } from '@/components/panels/figure-columns';
import { HoursToCome } from '@/components/panels/hours-to-come';
import { formatLost, knowsHours } from '@/components/panels/known-hours';
import { LOST_PLACE_NAMES } from '@/components/panels/lost-place-names';
import { namesakes } from '@/components/panels/step-series';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyRange } from '@/components/ui/empty-panel';
import { Panel } from '@/components/ui/panel';
import classes from '@/components/ui/table.module.css';
import { formatCountOf, formatDuration } from '@/lib/format';
import { type MetricRows, metricQuery } from '@/lib/metrics/query';
import { pageLinks } from '@/lib/page-links';

type Place = MetricRows['lost-places'];
type Step = MetricRows['steps'];

/** The steps that people wait for most, each leading to what is inside it, and what no step held up. */
export function TopStepsPanel() {
  const { filter, page } = useFilterContext();
  const link = useFilterLink();
  const [{ data }, { data: steps }] = useSuspenseQueries({
    queries: [metricQuery('lost-places', filter), metricQuery('steps', filter)],
  });
  const { title, definition, rows } = data;
  if (rows.length === 0 && !knowsHours(data)) return <HoursToCome answer={data} />;
  if (rows.length === 0) return <EmptyRange title={title} what="build that somebody waited for" />;
  const totalMs = rows.reduce((sum, row) => sum + row.lostMs, 0);
  const durations = new Map(steps.rows.map(row => [nameOf(row), row]));
  const alike = namesakes(rows);
  const stepOf = (place: Place): Step | undefined => durations.get(nameOf(place));
  const columns: Column<Place>[] = [
    { key: 'step', label: 'Step', cell: row => <PlaceName place={row} isAlike={alike.has(row)} /> },
    lostColumn(data, rows),
    {
      key: 'share',
      label: 'Share',
      isNumber: true,
      isExtra: true,
      cell: row => (totalMs === 0 ? '–' : `${Math.round((row.lostMs / totalMs) * 100)}%`),
    },
    figureColumn('p50', 'p50', row => stepOf(row)?.p50Ms ?? null, formatDuration),
    p50ChangeColumn(data, row => stepOf(row) ?? null),
  ];
  return (
    <Panel
      title={title}
      definition={definition}
      basis={
        <>
          {formatLost(data, totalMs)} in all ·{' '}
          <Link href={link('/steps', page.fixed)} prefetch={false}>
            by name across services
          </Link>
        </>
      }
      csv={{ name: 'lost-places', filter }}
      chart={null}
      table={
        <DataTable
          caption={title}
          isStacked
          rowsLead
          rows={rows}
          rowKey={row => `${row.kind} ${nameOf(row)}`}
          columns={columns}
        />
      }
    />
  );
}

/** @param isAlike another place of the list is told apart by its pipeline alone */
function PlaceName({ place, isAlike }: { place: Place; isAlike: boolean }) {
  const link = useFilterLink();
  const { kind, service, repository, pipeline, step, stepCount } = place;
  if (kind !== 'step') {
    return (
      <>
        {LOST_PLACE_NAMES[kind]}{' '}
        {kind === 'other steps' && (
          <span className={classes.aside}>{formatCountOf(stepCount ?? 0, 'step')}</span>
        )}
        {kind === 'setup' && (
          <span className={classes.aside}>clone, start and end of stages, reruns before they run</span>
        )}
      </>
    );
  }
  if (repository === null || pipeline === null || step === null) return step;
  return (
    <>
      <Link className={classes.lead} href={link(pageLinks.step(repository, pipeline, step))} prefetch={false}>
        {step}
      </Link>
      <span className={classes.under}>
        {service ?? repository}
        {isAlike && `, ${pipeline}`}
      </span>
    </>
  );
}

function nameOf({ repository, pipeline, step }: Pick<Place, 'repository' | 'pipeline' | 'step'>): string {
  return `${repository} ${pipeline} ${step}`;
}
