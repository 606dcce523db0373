import type { ChangesSearch } from '@/lib/insights/query';
import type { MetricFilter } from '@/lib/metrics/query';

const MOST = 100;

/** Changes of all directions since a day, in what the page is narrowed to. */
export function newsSearchOf(
  { team, service, repository, pipeline, step }: MetricFilter,
  since: string,
): ChangesSearch {
  return {
    ...{ team, service, repository, pipeline, step },
    ...{ kind: null, direction: null, state: null, since, limit: MOST },
  };
}
