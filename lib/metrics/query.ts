import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { readAnswer } from '@/lib/api-client';
import type { ExportPage } from './export/export-pages';
import type { MetricAnswer } from './metric';
import type { MetricFilter } from './metric-filter';
import type { MetricName, MetricRows } from './registry';

export { EVENT_FILTERS } from '@/lib/facts/vocabulary';
export { CACHE_KIND_LABELS } from './cache-kind-labels';
export { CAUSE_LABELS } from './cause-labels';
export type { ExportPage } from './export/export-pages';
export { EVENT_LABELS } from './filter-labels';
export type { MetricAnswer } from './metric';
export type { MetricFilter } from './metric-filter';
export type { MetricName, MetricRows } from './registry';

export type RunMetric = <Name extends MetricName>(
  name: Name,
  filter: MetricFilter,
) => Promise<MetricAnswer<MetricRows[Name]>>;

const STALE_MS = 30_000;

/**
 * One question with one key on both sides: the server passes a runner that asks the packed weeks, the browser
 * asks the API.
 */
export function metricQuery<Name extends MetricName>(
  name: Name,
  filter: MetricFilter,
  run: RunMetric = fetchMetric,
) {
  return queryOptions({
    queryKey: ['metric', name, filter] as const,
    queryFn: () => run(name, filter),
    staleTime: STALE_MS,
    placeholderData: keepPreviousData,
  });
}

/** The query string of a filter; the API, the CSV and the pages read the same. What is not narrowed is left out. */
export function metricSearch(filter: MetricFilter): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(filter)) if (value !== null) search.set(key, value);
  return search.toString();
}

/** Where all figures of a page come as one file. */
export function exportAddress(page: ExportPage, filter: MetricFilter): string {
  return `/api/v1/export?page=${page}&${metricSearch(filter)}`;
}

async function fetchMetric<Name extends MetricName>(
  name: Name,
  filter: MetricFilter,
): Promise<MetricAnswer<MetricRows[Name]>> {
  return readAnswer(await fetch(`/api/v1/metrics/${name}?${metricSearch(filter)}`));
}
