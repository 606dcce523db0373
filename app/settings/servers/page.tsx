import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { metricContext } from '@/app/metric-context';
import { prefetch } from '@/app/prefetch';
import { ALL_EVENTS } from '@/components/filters/page-filters';
import { FreshnessPanel } from '@/components/pages/settings/freshness-panel';
import { HistoryPanel } from '@/components/pages/settings/history-panel';
import { ServersPanels } from '@/components/pages/settings/servers-panels';
import { SettingsPage } from '@/components/pages/settings/settings-page';
import { PanelSlot } from '@/components/ui/panel-layout';
import { serversQuery } from '@/lib/operations/query';
import { readServers } from '@/lib/operations/servers';
import { prefetchSettings } from '../prefetch-settings';

export const metadata: Metadata = { title: 'Servers · Settings' };

/** How far history and figures have come, and what goes wrong. */
export default async function ServersPage() {
  const figures = prefetch(ALL_EVENTS, ['freshness']);
  const client = new QueryClient();
  const servers = serversQuery(() => readServers(metricContext().source.pool));
  await Promise.all([prefetchSettings(client), client.fetchQuery(servers)]);
  return (
    <HydrationBoundary state={figures}>
      <HydrationBoundary state={dehydrate(client)}>
        <SettingsPage>
          <HistoryPanel />
          <ServersPanels />
          <PanelSlot height={600}>
            <FreshnessPanel />
          </PanelSlot>
        </SettingsPage>
      </HydrationBoundary>
    </HydrationBoundary>
  );
}
