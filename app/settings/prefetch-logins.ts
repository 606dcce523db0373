import type { QueryClient } from '@tanstack/react-query';
import { metricContext } from '@/app/metric-context';
import { ALL_EVENTS } from '@/components/filters/page-filters';
import { listLogins } from '@/lib/builds/exclusions';
import { loginsQuery } from '@/lib/builds/query';
import type { MetricFilter } from '@/lib/metrics/query';

/** Reads who is known, for a page; where that fails, it is left to the panels. */
export function prefetchLogins(client: QueryClient, filter: MetricFilter = ALL_EVENTS): Promise<void> {
  return client.prefetchQuery(loginsQuery(filter, asked => listLogins(metricContext(), asked)));
}
