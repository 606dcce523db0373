'use client';

import { useMounted } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useFilter } from '@/components/filters/filter-context';
import { EmptyPanel } from '@/components/ui/empty-panel';
import { metricQuery } from '@/lib/metrics/query';

interface WithRunsProps {
  /** What is worth looking at though no run succeeded. */
  inside: ReactNode;
  children: ReactNode;
}

/** Figures that need successful runs of the step; without any, why there are none. */
export function WithRuns({ inside, children }: WithRunsProps) {
  const { data } = useQuery(metricQuery('steps', useFilter()));
  // The server may not have had the answer yet: until it is taken over, the same stands here as there.
  const mounted = useMounted();
  if (!mounted || data === undefined) return children;
  const [step] = data.rows;
  if (step === undefined) return null;
  if (step.n > 0) return children;
  return (
    <>
      {inside}
      <EmptyPanel title="No run that can be timed">
        Durations are those of successful runs in successful builds of this range, and there is none. Services
        and detached steps never have one: they last as long as the pipeline beside which they run.
      </EmptyPanel>
    </>
  );
}
