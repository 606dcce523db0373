'use client';

import Link from 'next/link';
import { weekHourName } from '@/components/charts/week-hours';
import { type Column, DataTable } from '@/components/ui/data-table';
import classes from '@/components/ui/table.module.css';
import { formatCount, formatDuration } from '@/lib/format';
import type { MetricRows } from '@/lib/metrics/query';

type Hour = MetricRows['heatmap'];

interface HeatmapTableProps {
  title: string;
  rows: readonly Hour[];
  /** Figures that stand on fewer are grey. */
  smallN: number;
  /** The builds of an hour. */
  hrefOf: (row: Hour) => string;
}

/** The figures behind the heatmap: an hour of the week in each row. */
export function HeatmapTable({ title, rows, smallN, hrefOf }: HeatmapTableProps) {
  const duration = (
    key: 'queueP50Ms' | 'queueP90Ms' | 'waitP50Ms' | 'waitP90Ms',
    label: string,
    isExtra: boolean,
  ): Column<Hour> => ({
    key: key.replace('Ms', '').toLowerCase(),
    label,
    isNumber: true,
    isExtra,
    cell: row => (
      <span className={row.n < smallN ? (classes.small ?? '') : ''}>{formatDuration(row[key])}</span>
    ),
    sortBy: row => row[key],
  });
  return (
    <DataTable
      caption={title}
      rows={rows}
      rowKey={row => `${row.weekday} ${row.hour}`}
      isSortable
      columns={[
        {
          key: 'when',
          label: 'When',
          cell: row => (
            <Link href={hrefOf(row)} prefetch={false}>
              {weekHourName(row.weekday, row.hour)}
            </Link>
          ),
          sortBy: row => row.weekday * 24 + row.hour,
        },
        { key: 'n', label: 'Builds', isNumber: true, cell: row => formatCount(row.n), sortBy: row => row.n },
        duration('queueP50Ms', 'Queue p50', true),
        duration('queueP90Ms', 'Queue p90', false),
        duration('waitP50Ms', 'Wait p50', true),
        duration('waitP90Ms', 'Wait p90', false),
      ]}
    />
  );
}
