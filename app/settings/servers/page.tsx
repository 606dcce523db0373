import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { metricContext } from '@/app/metric-context';
import { prefetch } from '@/app/prefetch';
import { NO_FILTER } from '@/components/filters/page-filters';
import { PanelSlot } from '@/components/panels/panel-slot';
import { FreshnessPanel } from '@/components/settings/freshness-panel';
import { HistoryPanel } from '@/components/settings/history-panel';
import { ServersPanels } from '@/components/settings/servers-panels';
import { serversQuery } from '@/components/settings/servers-query';
import { SettingsPage } from '@/components/settings/settings-page';
import { readServers } from '@/lib/db/read-servers';
import { prefetchSettings } from '../prefetch-settings';

export const metadata: Metadata = { title: 'Servers · Settings' };

/** How far history and figures have come, and what goes wrong. */
export default function ServersPage() {
  const state = prefetch(NO_FILTER, ['freshness'], client => {
    prefetchSettings(client);
    void client.prefetchQuery(serversQuery(() => readServers(metricContext().source.pool)));
  });
  return (
    <HydrationBoundary state={state}>
      <SettingsPage>
        <HistoryPanel />
        <PanelSlot height={373} phoneHeight={403}>
          <ServersPanels />
        </PanelSlot>
        <PanelSlot height={600}>
          <FreshnessPanel />
        </PanelSlot>
      </SettingsPage>
    </HydrationBoundary>
  );
}
