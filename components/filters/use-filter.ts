'use client';

import { useQueryStates } from 'nuqs';
import { useDeferredValue, useMemo } from 'react';
import type { MetricFilter } from '@/lib/metrics/query';
import { filterParsers } from './filter-parsers';

/** The page's state in its address; each change is a step in the browser's history. */
export function useFilterState() {
  return useQueryStates(filterParsers, { history: 'push' });
}

/** What the panels ask for; the old picture stays until the new one is there. */
export function useFilter(repository: string | null): MetricFilter {
  const [{ range, branch, bucket }] = useFilterState();
  const filter = useMemo(() => ({ range, branch, bucket, repository }), [range, branch, bucket, repository]);
  return useDeferredValue(filter);
}
