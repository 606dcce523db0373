'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { PercentileChart } from '@/components/charts/percentile-chart';
import { useFilter } from '@/components/filters/filter-context';
import { EmptyRange } from '@/components/ui/empty-panel';
import { Panel } from '@/components/ui/panel';
import { PreviousPeriodSwitch } from '@/components/ui/previous-period-switch';
import { formatCount } from '@/lib/format';
import { metricQuery } from '@/lib/metrics/query';
import { PercentileTable } from './percentile-table';
import { describePercentiles, percentilePoints } from './percentiles';
import { useTimeAxis } from './time-axis';
import { usePreviousPeriod } from './use-previous-period';

/** How long a build is waited for, over time. */
export function WaitPanel({ height, targetMs = null }: { height?: number; targetMs?: number | null }) {
  const filter = useFilter();
  const { data } = useSuspenseQuery(metricQuery('wait', filter));
  const before = usePreviousPeriod('wait', data);
  const axis = useTimeAxis(data);
  const points = percentilePoints(data.buckets, data.rows);
  const count = data.rows.reduce((sum, row) => sum + row.n, 0);
  if (count === 0) return <EmptyRange title={data.title} />;
  const beforePoints = before === null ? [] : percentilePoints(before.buckets, before.rows);
  return (
    <Panel
      title={data.title}
      definition={data.definition}
      basis={`${formatCount(count)} successful builds`}
      tools={<PreviousPeriodSwitch />}
      csv={{ name: 'wait', filter }}
      chart={
        <PercentileChart
          axis={axis}
          points={points}
          beforeMs={axis.buckets.flatMap((_, index) =>
            before === null ? [] : (beforePoints[index]?.p50Ms ?? null),
          )}
          targetMs={targetMs}
          countName="builds"
          summary={describePercentiles(data.title, points, axis.bucketName)}
          {...(height === undefined ? {} : { height })}
        />
      }
      table={
        <PercentileTable title={data.title} points={points} bucketName={axis.bucketName} countName="Builds" />
      }
    />
  );
}
