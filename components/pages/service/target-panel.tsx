'use client';

import { Button } from '@mantine/core';
import { useSuspenseQueries } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useEffect, useRef, useState } from 'react';
import { LineChart } from '@/components/charts/line-chart';
import { useFilter } from '@/components/filters/filter-context';
import { ForRole } from '@/components/layout/access';
import { useTimeAxis } from '@/components/panels/time-axis';
import { DataTable } from '@/components/ui/data-table';
import { Panel } from '@/components/ui/panel';
import panel from '@/components/ui/panel.module.css';
import table from '@/components/ui/table.module.css';
import { formatCount, formatDuration, formatRatio } from '@/lib/format';
import { type MetricRows, metricQuery } from '@/lib/metrics/query';
import classes from './service.module.css';

/** Forms are heavy, and this one is opened rarely. */
const TargetForm = dynamic(() => import('./target-form').then(module => module.TargetForm), { ssr: false });

type TargetRow = MetricRows['targets'];

/** A target is for p90: so many builds should be within it. */
const GOAL = 0.9;

/** What the wait should be, how often it is, and the way to say so. */
export function TargetPanel({ height, service }: { height: number; service: string }) {
  const filter = useFilter();
  const [{ data }, { data: totals }] = useSuspenseQueries({
    queries: [metricQuery('targets', filter), metricQuery('totals', filter)],
  });
  const axis = useTimeAxis(data);
  const title = 'Target for the wait';
  const whole = data.rows.find(row => row.bucket === null);
  const byBucket = new Map(data.rows.map(row => [row.bucket, row]));
  const rows = data.buckets.map(bucket => ({ bucket, row: byBucket.get(bucket) ?? null }));
  const within = `within ${formatDuration(whole?.targetMs ?? null)}`;
  const p90Ms = totals.rows.find(row => row.period === 'now')?.p90Ms ?? null;
  return (
    <Panel
      title={title}
      definition={data.definition}
      basis={whole === undefined ? 'none is set' : basisOf(whole)}
      csv={{ name: 'targets', filter }}
      chart={
        whole === undefined ? null : (
          <LineChart
            axis={axis}
            series={[
              { label: within, color: 'var(--line)', points: rows.map(({ row }) => pointOf(row)) },
              {
                label: 'nine of ten',
                color: 'var(--mantine-color-text)',
                dashed: true,
                points: rows.map(() => ({ value: GOAL, n: null })),
              },
            ]}
            unit="ratio"
            summary={`${title}: ${basisOf(whole)}. The table has every figure.`}
            height={height}
          />
        )
      }
      table={
        whole === undefined ? (
          <p className={panel.message}>
            A target says how long nine of ten builds should be waited for at most
            {p90Ms !== null && `; in this range it was ${formatDuration(p90Ms)}`}. Once it is set, this panel
            shows how often it is met, and the chart of the wait draws it as a line.
          </p>
        ) : (
          <TargetTable title={title} rows={rows} bucketName={axis.bucketName} />
        )
      }
    >
      <Target service={service} targetMs={whole?.targetMs ?? null} />
    </Panel>
  );
}

/** The target as it is, and a way to change it in place. */
function Target({ service, targetMs }: { service: string; targetMs: number | null }) {
  const [isOpen, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !isOpen) opener.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return (
    <div className={classes.target}>
      {isOpen ? (
        <TargetForm service={service} targetMs={targetMs} onClose={() => setOpen(false)} />
      ) : (
        <>
          {targetMs !== null && (
            <span>
              Nine of ten builds within <strong>{formatDuration(targetMs)}</strong>
            </span>
          )}
          <ForRole takes="editor" isOfAll>
            <Button ref={opener} size="compact-sm" variant="default" onClick={() => setOpen(true)}>
              {targetMs === null ? 'Set a target' : 'Change'}
            </Button>
          </ForRole>
        </>
      )}
    </div>
  );
}

function basisOf({ n, withinRatio, targetMs }: TargetRow): string {
  if (n === 0) return 'no successful build in this range';
  const isMet = (withinRatio ?? 0) >= GOAL;
  return `${isMet ? 'met' : 'missed'}: ${shareOf(withinRatio)} of ${formatCount(n)} builds within ${formatDuration(targetMs)}`;
}

/** A share that misses the goal is never rounded up to it. */
function shareOf(ratio: number | null): string {
  const rounded = formatRatio(ratio);
  const seemsMet = ratio !== null && ratio < GOAL && rounded === formatRatio(GOAL);
  return seemsMet ? `${(Math.floor(ratio * 1000) / 10).toFixed(1)}%` : rounded;
}

function pointOf(row: TargetRow | null) {
  return row === null || row.withinRatio === null ? null : { value: row.withinRatio, n: row.n };
}

interface TargetTableProps {
  title: string;
  rows: ReadonlyArray<{ bucket: string; row: TargetRow | null }>;
  bucketName: (bucket: string) => string;
}

function TargetTable({ title, rows, bucketName }: TargetTableProps) {
  return (
    <DataTable
      caption={title}
      rows={rows}
      rowKey={({ bucket }) => bucket}
      columns={[
        {
          key: 'bucket',
          label: 'When',
          cell: ({ bucket }) => <span className={table.when}>{bucketName(bucket)}</span>,
        },
        { key: 'n', label: 'Builds', isNumber: true, cell: ({ row }) => formatCount(row?.n ?? 0) },
        {
          key: 'within',
          label: 'Within',
          isNumber: true,
          cell: ({ row }) => formatRatio(row?.withinRatio ?? null),
        },
        {
          key: 'p90',
          label: 'p90 wait',
          isNumber: true,
          cell: ({ row }) => formatDuration(row?.p90Ms ?? null),
        },
      ]}
    />
  );
}
