import type { ChangesSearch } from '@/lib/insights/query';
import type { MetricFilter } from '@/lib/metrics/query';

const MOST = 1000;
/** Enough to find the few that are shown first. */
export const NEWS_SOUGHT = 100;

/** What is asked for the changes of a place, whatever people said of them. */
export function changesOfPlace(
  { team, service, repository, pipeline, step }: MetricFilter,
  since: string | null,
  limit = MOST,
): ChangesSearch {
  const place = { team, service, repository, pipeline, step };
  return { ...place, kind: null, direction: null, state: null, since, limit };
}
