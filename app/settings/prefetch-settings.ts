import type { QueryClient } from '@tanstack/react-query';
import { metricContext } from '@/app/metric-context';
import { settingsQuery } from '@/lib/catalog/query';
import { readSettings } from '@/lib/catalog/read-settings';

/** Starts to read all settings for a page. */
export function prefetchSettings(client: QueryClient): void {
  const { source, timeZone } = metricContext();
  void client.prefetchQuery(settingsQuery(() => readSettings(source.pool, timeZone)));
}
