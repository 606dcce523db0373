'use client';

import { useMounted } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useFilter } from '@/components/filters/filter-context';
import { metricQuery } from '@/lib/metrics/query';

/** Figures that need builds: without any in the range, what is said above them is enough. */
export function WithBuilds({ children }: { children: ReactNode }) {
  const { data } = useQuery(metricQuery('totals', useFilter()));
  // The server may not have had the answer yet: until it is taken over, the same stands here as there.
  const mounted = useMounted();
  const isEmpty = data?.rows.every(row => row.period !== 'now' || row.builds === 0) ?? false;
  return mounted && isEmpty ? null : children;
}
