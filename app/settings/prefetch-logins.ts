import type { QueryClient } from '@tanstack/react-query';
import { metricContext } from '@/app/metric-context';
import { NO_FILTER } from '@/components/filters/page-filters';
import { listLogins } from '@/lib/builds/list-logins';
import { loginsQuery } from '@/lib/builds/query';

/** Starts to read who is known, for a page. */
export function prefetchLogins(client: QueryClient): void {
  void client.prefetchQuery(loginsQuery(NO_FILTER, filter => listLogins(metricContext(), filter)));
}
