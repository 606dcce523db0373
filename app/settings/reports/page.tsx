import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { metricContext } from '@/app/metric-context';
import { SettingsPage } from '@/components/pages/settings/settings-page';
import { SubscriptionsPanel } from '@/components/pages/settings/subscriptions-panel';
import { parseEnv } from '@/lib/env';
import { subscriptionsQuery } from '@/lib/reports/delivery/query';
import { readSubscriptions } from '@/lib/reports/delivery/read-subscriptions';
import { prefetchSettings } from '../prefetch-settings';

export const metadata: Metadata = { title: 'Reports · Settings' };

/** To whom reports go. */
export default async function ReportsSettingsPage() {
  const { source, now, timeZone } = metricContext();
  const client = new QueryClient();
  const [settings] = await Promise.all([
    prefetchSettings(client),
    client.fetchQuery(subscriptionsQuery(() => readSubscriptions(source.pool, parseEnv(process.env), now))),
  ]);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <SettingsPage>
        <SubscriptionsPanel timeZone={settings.sections.hours.value.timeZone ?? timeZone} />
      </SettingsPage>
    </HydrationBoundary>
  );
}
