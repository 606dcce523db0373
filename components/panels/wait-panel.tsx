'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { PercentileChart } from '@/components/charts/lazy-charts';
import { useFilter } from '@/components/filters/use-filter';
import { formatCount } from '@/lib/format';
import { metricQuery } from '@/lib/metrics/query';
import { bucketName } from './bucket-name';
import { describePercentiles } from './describe-percentiles';
import { EmptyRange } from './empty-range';
import { Panel } from './panel';
import { percentilePoints } from './percentile-points';
import { PercentileTable } from './percentile-table';

/** How long a build is waited for, over time. */
export function WaitPanel({ repository }: { repository: string }) {
  const filter = useFilter(repository);
  const { data } = useSuspenseQuery(metricQuery('build-durations', filter));
  const points = percentilePoints(data.buckets, data.rows);
  const name = (bucket: string) => bucketName(data.bucketSize, bucket);
  const count = data.rows.reduce((sum, row) => sum + row.n, 0);
  if (count === 0) return <EmptyRange title={data.title} />;
  return (
    <Panel
      title={data.title}
      definition={data.definition}
      basis={`${formatCount(count)} successful builds`}
      csv={{ name: 'build-durations', filter }}
      chart={
        <PercentileChart
          points={points}
          bucketName={name}
          countName="builds"
          summary={describePercentiles(data.title, points, name)}
        />
      }
      table={<PercentileTable points={points} bucketName={name} countName="Builds" />}
    />
  );
}
