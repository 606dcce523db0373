import { createLoader, type SearchParams } from 'nuqs/server';
import type { MetricFilter } from '@/lib/metrics/query';
import { filterParsers } from './filter-parsers';
import { type PageFilters, pickFilter } from './page-filters';

const loadFilterState = createLoader(filterParsers);

/** On the server: what a page asks for, from its address. The same as `useFilter()` in the browser. */
export async function readFilter(
  searchParams: Promise<SearchParams>,
  page: PageFilters,
): Promise<MetricFilter> {
  return pickFilter(await loadFilterState(searchParams), page);
}
