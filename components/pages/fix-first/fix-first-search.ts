import type { FixFirstSearch } from '@/lib/insights/query';
import type { MetricFilter } from '@/lib/metrics/query';

const MOST = 200;

/** Which findings concern what the page is narrowed to. */
export function fixFirstSearchOf({ team, service, repository, step }: MetricFilter): FixFirstSearch {
  return { team, service, repository, step, limit: MOST };
}
