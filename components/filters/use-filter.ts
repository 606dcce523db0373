'use client';

import type { MetricFilter } from '@/lib/metrics/query';
import { useFilterScope } from './filter-scope';

/** What the panels of a page ask for. */
export function useFilter(): MetricFilter {
  return useFilterScope().filter;
}
