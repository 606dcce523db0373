'use client';

import { useSuspenseQueries } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { StackChart } from '@/components/charts/stack-chart';
import { useFilter } from '@/components/filters/filter-context';
import { useFilterLink } from '@/components/filters/filter-state';
import { StackTable } from '@/components/panels/stack-table';
import { nameSteps, stackSteps, stepKey } from '@/components/panels/step-series';
import { useTimeAxis } from '@/components/panels/time-axis';
import { EmptyRange } from '@/components/ui/empty-panel';
import { Panel } from '@/components/ui/panel';
import { formatCount, formatDuration } from '@/lib/format';
import { metricQuery } from '@/lib/metrics/query';
import { pageLinks } from '@/lib/page-links';

/** What a typical build of the service spends on each step, over time; a click on a part leads to that step. */
export function StepTimesPanel({ height }: { height: number }) {
  const filter = useFilter();
  const link = useFilterLink();
  const router = useRouter();
  const [{ data }, { data: steps }] = useSuspenseQueries({
    queries: [metricQuery('step-durations', filter), metricQuery('steps', filter)],
  });
  const axis = useTimeAxis(data);
  const timed = steps.rows.filter(row => row.n > 0);
  if (timed.length === 0 || data.rows.length === 0) return <EmptyRange title={data.title} />;
  const series = stackSteps(data.buckets, data.rows, nameSteps(timed));
  const openStep = (key: string) => {
    const chosen = timed.find(row => stepKey(row) === key);
    if (chosen === undefined) return;
    router.push(link(pageLinks.step(chosen.repository, chosen.pipeline, chosen.step)));
  };
  return (
    <Panel
      title={data.title}
      definition={`${data.definition} The bars add up medians: steps that run side by side add up to more than the wait.`}
      basis={`median of ${formatCount(timed.length)} ${timed.length === 1 ? 'step' : 'steps'}; those side by side add up · a click leads to the step`}
      csv={{ name: 'step-durations', filter }}
      chart={
        <StackChart
          axis={axis}
          series={series}
          unit="duration"
          onSelect={openStep}
          summary={`${data.title}: ${series.map(({ label }) => label).join(', ')}. The table has every figure.`}
          height={height}
        />
      }
      table={<StackTable title={data.title} axis={axis} series={series} format={formatDuration} />}
    />
  );
}
