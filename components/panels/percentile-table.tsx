'use client';

import type { PercentilePoint } from '@/components/charts/percentile-chart';
import { type Column, DataTable } from '@/components/ui/data-table';
import classes from '@/components/ui/table.module.css';
import { formatCount, formatDuration } from '@/lib/format';

interface PercentileTableProps {
  title: string;
  points: readonly PercentilePoint[];
  bucketName: (bucket: string) => string;
  /** What is counted: `builds`, `runs`. */
  countName: string;
}

/** The figures behind a chart of percentiles. */
export function PercentileTable({ title, points, bucketName, countName }: PercentileTableProps) {
  const duration = (key: 'p25Ms' | 'p50Ms' | 'p75Ms' | 'p90Ms', label: string): Column<PercentilePoint> => ({
    key,
    label,
    isNumber: true,
    cell: point => formatDuration(point[key]),
  });
  return (
    <DataTable
      caption={title}
      rows={points}
      rowKey={point => point.bucket}
      columns={[
        {
          key: 'bucket',
          label: 'When',
          cell: point => <span className={classes.when}>{bucketName(point.bucket)}</span>,
        },
        { key: 'n', label: countName, isNumber: true, cell: point => formatCount(point.n) },
        duration('p25Ms', 'p25'),
        duration('p50Ms', 'p50'),
        duration('p75Ms', 'p75'),
        duration('p90Ms', 'p90'),
      ]}
    />
  );
}
