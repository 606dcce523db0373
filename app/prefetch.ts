import {
  type DehydratedState,
  defaultShouldDehydrateQuery,
  dehydrate,
  QueryClient,
} from '@tanstack/react-query';
import { scopeOf } from '@/components/panels/insights/optimisations-search';
import { listOptimisationNotes } from '@/lib/insights/optimisations/stored-optimisations';
import { optimisationNotesQuery } from '@/lib/insights/query';
import { type MetricFilter, type MetricName, metricQuery } from '@/lib/metrics/query';
import { runMetric } from '@/lib/metrics/run-metric';
import { rangeProblem } from '@/lib/time/ranges';
import { metricContext } from './metric-context';

/**
 * Starts all questions of a page at once; the answers stream to the browser as they come, none is awaited.
 *
 * @param more starts what is no metric, with `client.prefetchQuery`
 */
export function prefetch(
  filter: MetricFilter,
  names: readonly MetricName[],
  more: (client: QueryClient) => void = () => undefined,
): DehydratedState {
  const client = new QueryClient({
    defaultOptions: {
      dehydrate: {
        shouldDehydrateQuery: query => defaultShouldDehydrateQuery(query) || query.state.status === 'pending',
      },
    },
  });
  // The page says that it is none; nothing is asked.
  if (rangeProblem(filter.range) !== null) return dehydrate(client);
  for (const name of names) {
    void client.prefetchQuery(metricQuery(name, filter, (n, f) => runMetric(metricContext(), n, f)));
  }
  // Every axis of time has them.
  if (names.length > 0) {
    void client.prefetchQuery(
      optimisationNotesQuery(scopeOf(filter), search => listOptimisationNotes(metricContext(), search)),
    );
  }
  more(client);
  return dehydrate(client);
}
