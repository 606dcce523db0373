'use client';

import type { StackSeries } from '@/components/charts/stack-chart';
import type { TimeAxis } from '@/components/charts/time-axis';
import { type Column, DataTable } from '@/components/ui/data-table';
import classes from '@/components/ui/table.module.css';

interface StackTableProps {
  title: string;
  axis: TimeAxis;
  series: readonly StackSeries[];
  format: (value: number | null) => string;
  /** Heads a column with the sums; only of values that may be added up. */
  totalName?: string;
}

/** The figures behind a stacked chart: a row for each bucket, a column for each part. */
export function StackTable({ title, axis, series, format, totalName }: StackTableProps) {
  const rows = axis.buckets.map((bucket, index) => ({ bucket, index }));
  type Row = (typeof rows)[number];
  const sumOf = ({ index }: Row) => series.reduce((sum, { values }) => sum + (values[index] ?? 0), 0);
  const columns: Column<Row>[] = [
    {
      key: 'bucket',
      label: 'When',
      cell: ({ bucket }) => <span className={classes.when}>{axis.bucketName(bucket)}</span>,
    },
    ...series.map(
      ({ key, label, values }): Column<Row> => ({
        key,
        label,
        isNumber: true,
        cell: ({ index }) => format(values[index] ?? null),
      }),
    ),
    ...(totalName === undefined
      ? []
      : [{ key: 'total', label: totalName, isNumber: true, cell: (row: Row) => format(sumOf(row)) }]),
  ];
  return <DataTable caption={title} columns={columns} rows={rows} rowKey={({ bucket }) => bucket} />;
}
