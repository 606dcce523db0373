import type { QueryClient } from '@tanstack/react-query';
import { metricContext } from '@/app/metric-context';
import { type SettingsAnswer, settingsQuery } from '@/lib/settings/query';
import { readSettingsAnswer } from '@/lib/settings/read-settings';

/**
 * Reads all settings for a page, which waits for it: forms are as high as what is in them, and nothing below may
 * move.
 */
export function prefetchSettings(client: QueryClient): Promise<SettingsAnswer> {
  const { source, timeZone } = metricContext();
  return client.fetchQuery(settingsQuery(() => readSettingsAnswer(source.pool, timeZone)));
}
