import type { QueryClient } from '@tanstack/react-query';
import { metricContext } from '@/app/metric-context';
import { NO_FILTER } from '@/components/filters/page-filters';
import { listLogins } from '@/lib/builds/exclusions';
import { loginsQuery } from '@/lib/builds/query';

/** Reads who is known, for a page; where that fails, it is left to the panels. */
export function prefetchLogins(client: QueryClient): Promise<void> {
  return client.prefetchQuery(loginsQuery(NO_FILTER, filter => listLogins(metricContext(), filter)));
}
