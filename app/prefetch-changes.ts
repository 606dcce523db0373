import type { QueryClient } from '@tanstack/react-query';
import { changesOfPlace } from '@/components/panels/insights/changes-of-place';
import { listChanges } from '@/lib/insights/changes/stored-changes';
import { changesQuery } from '@/lib/insights/query';
import type { MetricFilter } from '@/lib/metrics/query';
import { rangeProblem, resolveRange } from '@/lib/time/ranges';
import { metricContext } from './metric-context';

/**
 * What lists mark as changed in the range, for pages whose lists wait for it.
 *
 * @returns what starts the question in the page's client
 */
export async function prefetchChanges(filter: MetricFilter): Promise<(client: QueryClient) => void> {
  if (rangeProblem(filter.range) !== null) return () => undefined;
  const { source, now, timeZone } = metricContext();
  const { settings } = await source.open();
  const { from } = resolveRange(filter.range, now, settings.hours.timeZone ?? timeZone);
  return client => {
    void client.prefetchQuery(
      changesQuery(changesOfPlace(filter, from), asked => listChanges(metricContext(), asked)),
    );
  };
}
