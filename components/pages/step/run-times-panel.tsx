'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { PercentileChart } from '@/components/charts/percentile-chart';
import { useFilter } from '@/components/filters/filter-context';
import { PercentileTable } from '@/components/panels/percentile-table';
import { describePercentiles, percentilePoints } from '@/components/panels/percentiles';
import { useTimeAxis } from '@/components/panels/time-axis';
import { usePreviousPeriod } from '@/components/panels/use-previous-period';
import { EmptyRange } from '@/components/ui/empty-panel';
import { Panel } from '@/components/ui/panel';
import { PreviousPeriodSwitch } from '@/components/ui/previous-period-switch';
import { formatCount } from '@/lib/format';
import { metricQuery } from '@/lib/metrics/query';

/** How long the step runs, over time. */
export function RunTimesPanel({ height }: { height: number }) {
  const filter = useFilter();
  const { data } = useSuspenseQuery(metricQuery('step-durations', filter));
  const before = usePreviousPeriod('step-durations', data);
  const axis = useTimeAxis(data);
  const title = 'Run over time';
  if (data.rows.length === 0) return <EmptyRange title={title} what="successful run of this step" />;
  const points = percentilePoints(data.buckets, data.rows);
  const beforePoints = before === null ? [] : percentilePoints(before.buckets, before.rows);
  const count = data.rows.reduce((sum, row) => sum + row.n, 0);
  return (
    <Panel
      title={title}
      definition={data.definition}
      basis={`${formatCount(count)} runs`}
      tools={<PreviousPeriodSwitch />}
      csv={{ name: 'step-durations', filter }}
      chart={
        <PercentileChart
          axis={axis}
          points={points}
          beforeMs={before === null ? [] : points.map((_, index) => beforePoints[index]?.p50Ms ?? null)}
          countName="runs"
          summary={describePercentiles(title, points, axis.bucketName)}
          height={height}
        />
      }
      table={<PercentileTable title={title} points={points} bucketName={axis.bucketName} countName="Runs" />}
    />
  );
}
