'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { PercentileChart } from '@/components/charts/percentile-chart';
import { useFilter } from '@/components/filters/filter-context';
import { PercentileTable } from '@/components/panels/percentile-table';
import { describePercentiles, percentilePoints } from '@/components/panels/percentiles';
import { useTimeAxis } from '@/components/panels/time-axis';
import { EmptyRange } from '@/components/ui/empty-panel';
import { Panel } from '@/components/ui/panel';
import { formatCount } from '@/lib/format';
import { metricQuery } from '@/lib/metrics/query';

/** How long stages queue for a runner, over time. */
export function QueuePanel({ height }: { height?: number }) {
  const filter = useFilter();
  const { data } = useSuspenseQuery(metricQuery('stage-times', filter));
  const axis = useTimeAxis(data);
  const points = percentilePoints(
    data.buckets,
    data.rows.filter(row => row.part === 'queue'),
  );
  const count = points.reduce((sum, point) => sum + point.n, 0);
  const title = 'Queue over time';
  if (count === 0) return <EmptyRange title={title} what="stage" />;
  return (
    <Panel
      title={title}
      definition={data.definition}
      basis={`${formatCount(count)} stages that a runner took`}
      csv={{ name: 'stage-times', filter }}
      id="queue"
      chart={
        <PercentileChart
          axis={axis}
          points={points}
          countName="stages"
          summary={describePercentiles(title, points, axis.bucketName)}
          {...(height === undefined ? {} : { height })}
        />
      }
      table={
        <PercentileTable title={title} points={points} bucketName={axis.bucketName} countName="Stages" />
      }
    />
  );
}
