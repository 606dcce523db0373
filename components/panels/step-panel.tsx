'use client';

import { useSuspenseQueries } from '@tanstack/react-query';
import { PercentileChart } from '@/components/charts/lazy-charts';
import { useFilter } from '@/components/filters/use-filter';
import { formatCount } from '@/lib/format';
import { metricQuery } from '@/lib/metrics/query';
import { bucketName } from './bucket-name';
import { describePercentiles } from './describe-percentiles';
import { Panel } from './panel';
import { percentilePoints } from './percentile-points';
import { PercentileTable } from './percentile-table';
import { nameSteps, stepKey } from './step-series';
import { useChosenStep } from './use-chosen-step';

/** One step more closely: its percentiles over time. */
export function StepPanel({ repository }: { repository: string }) {
  const filter = useFilter(repository);
  const [{ data }, { data: totals }] = useSuspenseQueries({
    queries: [metricQuery('step-durations', filter), metricQuery('step-totals', filter)],
  });
  const [chosen] = useChosenStep(totals.rows);
  if (chosen === null) return null;
  const rows = data.rows.filter(row => stepKey(row) === chosen);
  const label = nameSteps(totals.rows).find(step => step.key === chosen)?.label ?? chosen;
  const points = percentilePoints(data.buckets, rows);
  const name = (bucket: string) => bucketName(data.bucketSize, bucket);
  const count = rows.reduce((sum, row) => sum + row.n, 0);
  return (
    <Panel
      title={`Step ${label}`}
      definition={data.definition}
      basis={`${formatCount(count)} successful runs`}
      csv={{ name: 'step-durations', filter }}
      chart={
        <PercentileChart
          points={points}
          bucketName={name}
          countName="runs"
          summary={describePercentiles(`Step ${label}`, points, name)}
        />
      }
      table={<PercentileTable points={points} bucketName={name} countName="Runs" />}
    />
  );
}
