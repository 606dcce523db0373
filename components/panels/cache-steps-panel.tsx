'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useFilter } from '@/components/filters/filter-context';
import { useFilterLink } from '@/components/filters/filter-state';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyPanel } from '@/components/ui/empty-panel';
import { Panel } from '@/components/ui/panel';
import { ShowAll } from '@/components/ui/show-all';
import classes from '@/components/ui/table.module.css';
import { ShareBar } from '@/components/ui/table-cells';
import { useExpanded } from '@/components/ui/use-expanded';
import { formatCount, formatMachineHours, formatRatio } from '@/lib/format';
import { CACHE_KIND_LABELS, type MetricRows, metricQuery } from '@/lib/metrics/query';
import { pageLinks } from '@/lib/page-links';
import { stepLabels } from './step-series';

type CacheStep = MetricRows['cache-steps'];

const SHOWN = 5;

/** What each step finds in its caches, and what it costs where it does not; that of one step where one is chosen. */
export function CacheStepsPanel() {
  const filter = useFilter();
  const link = useFilterLink();
  const [showsAll, toggle] = useExpanded('caches');
  const { data } = useSuspenseQuery(metricQuery('cache-steps', filter));
  const isOfOneStep = filter.step !== null;
  const title = isOfOneStep ? 'Caches, tool by tool' : 'Caches, step by step';
  if (data.rows.length === 0) {
    return <EmptyPanel title={title}>No log that was read in this range reports a cache.</EmptyPanel>;
  }
  const labels = new Map(stepLabels(data.rows).map((label, index) => [data.rows[index], label]));
  const rows = showsAll ? data.rows : data.rows.slice(0, SHOWN);
  const mostMs = Math.max(...data.rows.map(row => row.missMs ?? 0), 1);
  const stepColumn: Column<CacheStep> = {
    key: 'step',
    label: 'Step',
    cell: row => (
      <>
        <Link href={link(pageLinks.step(row.repository, row.pipeline, row.step))} prefetch={false}>
          {labels.get(row)}
        </Link>
        <span className={classes.under}>{cacheName(row)}</span>
      </>
    ),
  };
  const columns: Column<CacheStep>[] = [
    isOfOneStep ? { key: 'cache', label: 'Cache', cell: cacheName } : stepColumn,
    {
      key: 'ratio',
      label: 'Hit rate',
      isNumber: true,
      cell: row => (
        <>
          {row.hitRatio === null ? 'n/a' : formatRatio(row.hitRatio)}
          <span className={classes.under}>{beforeOf(row)}</span>
        </>
      ),
    },
    {
      key: 'lookups',
      label: 'Look-ups',
      isNumber: true,
      isExtra: true,
      cell: row => (row.hitRatio === null ? '–' : formatCount(row.hits + row.misses)),
    },
    {
      key: 'misses',
      label: 'Time in misses',
      isNumber: true,
      cell: row =>
        row.missMs === null ? (
          <span className={classes.small}>n/a</span>
        ) : (
          <ShareBar ratio={row.missMs / mostMs} value={formatMachineHours(row.missMs)} />
        ),
    },
  ];
  return (
    <Panel
      title={title}
      definition={data.definition}
      basis={isOfOneStep ? 'over the whole range' : 'those that cost the most time first'}
      csv={{ name: 'cache-steps', filter }}
      chart={null}
      table={
        <>
          <DataTable
            caption={title}
            rows={rows}
            rowKey={row => `${row.repository} ${row.pipeline} ${row.step} ${row.kind} ${row.tool}`}
            columns={columns}
          />
          {data.rows.length > SHOWN && (
            <ShowAll count={data.rows.length} showsAll={showsAll} toggle={toggle} />
          )}
        </>
      }
    />
  );
}

function cacheName({ kind, tool }: CacheStep): string {
  return `${CACHE_KIND_LABELS[kind]}, ${tool}`;
}

function beforeOf({ hitRatio, hitBeforeRatio }: CacheStep): string {
  if (hitRatio === null) return '';
  return hitBeforeRatio === null ? 'none before' : `${formatRatio(hitBeforeRatio)} before`;
}
