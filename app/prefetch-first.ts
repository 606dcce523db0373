import { QueryClient } from '@tanstack/react-query';
import { type MetricFilter, type MetricName, metricQuery } from '@/lib/metrics/query';
import { runMetric } from '@/lib/metrics/run-metric';
import { metricContext } from './metric-context';

/**
 * Asks what a page must not be sent without, since nobody knows beforehand how much room it takes. A question that
 * fails is left to its panel.
 *
 * @returns what puts the answers into the page's client
 */
export async function prefetchFirst(
  filter: MetricFilter,
  names: readonly MetricName[],
): Promise<(client: QueryClient) => void> {
  const first = new QueryClient();
  const queries = names.map(name =>
    metricQuery(name, filter, (asked, given) => runMetric(metricContext(), asked, given)),
  );
  await Promise.all(queries.map(query => first.prefetchQuery(query)));
  return client => {
    for (const { queryKey } of queries) {
      const answer = first.getQueryData(queryKey);
      if (answer !== undefined) client.setQueryData(queryKey, answer);
    }
  };
}
