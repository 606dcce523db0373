'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { useFilter } from '@/components/filters/filter-context';
import { WaitPanel } from '@/components/panels/wait-panel';
import { metricQuery } from '@/lib/metrics/query';

/** How long a build of the service is waited for, over time, beside its target where one is set. */
export function ServiceWaitPanel({ height }: { height: number }) {
  const { data } = useSuspenseQuery(metricQuery('targets', useFilter()));
  const target = data.rows.find(row => row.bucket === null);
  return <WaitPanel height={height} targetMs={target?.targetMs ?? null} />;
}
