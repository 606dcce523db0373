'use client';

import { createContext, type ReactNode, useContext, useDeferredValue, useMemo } from 'react';
import type { MetricFilter } from '@/lib/metrics/query';
import { useFilterState } from './filter-state';
import { NO_FILTER, type PageFilters, pickFilter } from './page-filters';

interface Scope {
  page: PageFilters;
  /** What the figures on the screen are of. */
  filter: MetricFilter;
  /** What was chosen last; its figures may still be on their way. */
  wanted: MetricFilter;
}

const ScopeContext = createContext<Scope>({
  page: { offers: [] },
  filter: NO_FILTER,
  wanted: NO_FILTER,
});

/** Says which filters hold for everything below. The old picture stays until the new one is there. */
export function FilterProvider({ page, children }: { page: PageFilters; children: ReactNode }) {
  const [state] = useFilterState();
  const wanted = useMemo(() => pickFilter(state, page), [state, page]);
  const filter = useDeferredValue(wanted);
  const scope = useMemo(() => ({ page, filter, wanted }), [page, filter, wanted]);
  return <ScopeContext value={scope}>{children}</ScopeContext>;
}

export function useFilterContext(): Scope {
  return useContext(ScopeContext);
}

/** What the panels of a page ask for. */
export function useFilter(): MetricFilter {
  return useFilterContext().filter;
}
