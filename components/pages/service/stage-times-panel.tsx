'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { PercentileChart, type PercentilePoint } from '@/components/charts/percentile-chart';
import type { TimeAxis } from '@/components/charts/time-axis';
import { useFilter } from '@/components/filters/filter-context';
import { describePercentiles, percentilePoints } from '@/components/panels/percentiles';
import { useTimeAxis } from '@/components/panels/time-axis';
import { type Column, DataTable } from '@/components/ui/data-table';
import { EmptyRange } from '@/components/ui/empty-panel';
import { Panel } from '@/components/ui/panel';
import table from '@/components/ui/table.module.css';
import { formatCount, formatDuration } from '@/lib/format';
import { type MetricRows, metricQuery } from '@/lib/metrics/query';
import classes from './service.module.css';

type Part = MetricRows['stage-times']['part'];

const PARTS: ReadonlyArray<{ part: Part; label: string; what: string }> = [
  { part: 'queue', label: 'Queue', what: 'until a runner took the pipeline' },
  { part: 'dependency', label: 'Dependency wait', what: 'for other pipelines to end first' },
  { part: 'run', label: 'Run', what: 'of successful pipelines' },
];

/** Where the time of a pipeline goes: queue, waiting for others and running apart, each on its own scale. */
export function StageTimesPanel({ height }: { height: number }) {
  const filter = useFilter();
  const { data } = useSuspenseQuery(metricQuery('stage-times', filter));
  const axis = useTimeAxis(data);
  const parts = PARTS.map(part => ({
    ...part,
    points: percentilePoints(
      data.buckets,
      data.rows.filter(row => row.part === part.part),
    ),
  }));
  if (data.rows.length === 0) return <EmptyRange title={data.title} what="pipeline" />;
  const count = data.rows.reduce((sum, row) => sum + (row.part === 'queue' ? row.n : 0), 0);
  return (
    <Panel
      title={data.title}
      definition={data.definition}
      basis={`${formatCount(count)} runs of pipelines`}
      csv={{ name: 'stage-times', filter }}
      chart={
        <div className={classes.apart}>
          {parts.map(({ part, label, what, points }) => (
            <div key={part}>
              <h3 className={classes.part}>
                {label} <span>{what}</span>
              </h3>
              {points.some(({ p90Ms }) => p90Ms !== null && p90Ms > 0) ? (
                <PercentileChart
                  axis={axis}
                  points={points}
                  countName="pipelines"
                  summary={describePercentiles(label, points, axis.bucketName)}
                  height={height}
                />
              ) : (
                <p className={classes.none}>{NONE[part]}</p>
              )}
            </div>
          ))}
        </div>
      }
      table={<PartsTable title={data.title} axis={axis} parts={parts} />}
    />
  );
}

const NONE: Record<Part, string> = {
  queue: 'Nothing queued in this range: a runner was free each time.',
  dependency: 'Nothing waited for another pipeline in this range.',
  run: 'No pipeline of this range succeeded.',
};

interface PartsTableProps {
  title: string;
  axis: TimeAxis;
  parts: ReadonlyArray<{ part: Part; label: string; points: readonly PercentilePoint[] }>;
}

function PartsTable({ title, axis, parts }: PartsTableProps) {
  const rows = axis.buckets.map((bucket, index) => ({ bucket, index }));
  type Row = (typeof rows)[number];
  const columns: Column<Row>[] = [
    {
      key: 'bucket',
      label: 'When',
      cell: ({ bucket }) => <span className={table.when}>{axis.bucketName(bucket)}</span>,
    },
    {
      key: 'n',
      label: 'Pipelines',
      isNumber: true,
      cell: ({ index }) => formatCount(parts[0]?.points[index]?.n ?? 0),
    },
    ...parts.flatMap(({ part, label, points }): Column<Row>[] => [
      {
        key: `${part}-p50`,
        label: `${label}, p50`,
        isNumber: true,
        cell: ({ index }) => formatDuration(points[index]?.p50Ms ?? null),
      },
      {
        key: `${part}-p90`,
        label: `${label}, p90`,
        isNumber: true,
        cell: ({ index }) => formatDuration(points[index]?.p90Ms ?? null),
      },
    ]),
  ];
  return <DataTable caption={title} columns={columns} rows={rows} rowKey={({ bucket }) => bucket} />;
}
