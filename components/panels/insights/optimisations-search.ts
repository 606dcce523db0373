import type { OptimisationsSearch } from '@/lib/insights/query';
import type { MetricFilter } from '@/lib/metrics/query';

/** Which optimisations concern what a page is narrowed to. */
export function scopeOf({ team, service, repository, pipeline, step }: MetricFilter): OptimisationsSearch {
  return { team, service, repository, pipeline, step };
}
