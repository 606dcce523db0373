'use client';

import { useSuspenseQueries } from '@tanstack/react-query';
import Link from 'next/link';
import { useFilter } from '@/components/filters/filter-context';
import { useFilterLink } from '@/components/filters/filter-state';
import { pageLinks } from '@/components/layout/page-links';
import { DataTable } from '@/components/ui/data-table';
import { EmptyRange } from '@/components/ui/empty-panel';
import { Panel } from '@/components/ui/panel';
import classes from '@/components/ui/table.module.css';
import { ChangeText, ShareBar } from '@/components/ui/table-cells';
import { formatDuration, formatHours } from '@/lib/format';
import { metricQuery } from '@/lib/metrics/query';

const SHOWN = 7;

/** The steps that people wait for most; each leads to what is inside it. */
export function TopStepsPanel() {
  const filter = useFilter();
  const link = useFilterLink();
  const [{ data }, { data: totals }] = useSuspenseQueries({
    queries: [metricQuery('steps', filter), metricQuery('totals', filter)],
  });
  const title = 'Where the hours go';
  const rows = data.rows.filter(row => row.lostMs > 0).slice(0, SHOWN);
  if (rows.length === 0) return <EmptyRange title={title} what="step that somebody waited for" />;
  const totalMs = totals.rows.find(row => row.period === 'now')?.lostMs ?? 0;
  const shownMs = rows.reduce((sum, row) => sum + row.lostMs, 0);
  const mostMs = Math.max(...rows.map(row => row.lostMs), 1);
  return (
    <Panel
      title={title}
      definition={data.definition}
      basis={
        <>
          {rows.length} steps hold {percentOf(shownMs, totalMs)} of all hours lost ·{' '}
          <Link href={link('/steps')} prefetch={false}>
            by name across services
          </Link>
        </>
      }
      csv={{ name: 'steps', filter }}
      chart={null}
      table={
        <DataTable
          caption={title}
          rows={rows}
          rowKey={row => `${row.repository} ${row.pipeline} ${row.step}`}
          columns={[
            {
              key: 'step',
              label: 'Step',
              cell: row => (
                <>
                  <Link href={link(pageLinks.step(row.repository, row.pipeline, row.step))} prefetch={false}>
                    {row.step}
                  </Link>
                  <span className={classes.under}>{row.service ?? row.repository}</span>
                </>
              ),
            },
            {
              key: 'lost',
              label: 'Hours lost',
              isNumber: true,
              isWide: true,
              cell: row => <ShareBar ratio={row.lostMs / mostMs} value={formatHours(row.lostMs)} />,
            },
            {
              key: 'share',
              label: 'Share',
              isNumber: true,
              isExtra: true,
              cell: row => percentOf(row.lostMs, totalMs),
            },
            { key: 'p50', label: 'p50', isNumber: true, cell: row => formatDuration(row.p50Ms) },
            {
              key: 'change',
              label: 'p50 change',
              isNumber: true,
              isExtra: true,
              cell: row => <ChangeText now={row.p50Ms} before={row.p50BeforeMs} n={[row.n, row.nBefore]} />,
            },
          ]}
        />
      }
    />
  );
}

function percentOf(part: number, whole: number): string {
  return whole === 0 ? '–' : `${Math.round((part / whole) * 100)}%`;
}
