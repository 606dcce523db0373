'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useFilter } from '@/components/filters/filter-context';
import { metricQuery } from '@/lib/metrics/query';

/** Rates over time where a log told of a cache; where none did, the list of caches says so once. */
export function WithCaches({ children }: { children: ReactNode }) {
  // The page is not sent before it is known.
  const { data } = useQuery(metricQuery('cache-steps', useFilter()));
  return data?.rows.length === 0 ? null : children;
}
