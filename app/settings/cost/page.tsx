import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { prefetch } from '@/app/prefetch';
import { ALL_EVENTS } from '@/components/filters/page-filters';
import { costCodec } from '@/components/pages/settings/cost-draft';
import { CostFiguresPanel } from '@/components/pages/settings/cost-figures-panel';
import { CostForm } from '@/components/pages/settings/cost-form';
import { SettingsPage } from '@/components/pages/settings/settings-page';
import { PanelSlot } from '@/components/ui/panel-layout';
import { DEFAULT_SETTINGS } from '@/lib/settings/settings';
import { prefetchSettings } from '../prefetch-settings';

export const metadata: Metadata = { title: 'Cost model · Settings' };

/** By what a wait becomes hours lost, and these money. */
export default async function CostPage() {
  const figures = prefetch(ALL_EVENTS, ['totals']);
  const client = new QueryClient();
  await prefetchSettings(client);
  return (
    <HydrationBoundary state={figures}>
      <HydrationBoundary state={dehydrate(client)}>
        <SettingsPage>
          <PanelSlot height={296} phoneHeight={502}>
            <CostFiguresPanel />
          </PanelSlot>
          <CostForm defaults={costCodec.toDraft(DEFAULT_SETTINGS.cost)} />
        </SettingsPage>
      </HydrationBoundary>
    </HydrationBoundary>
  );
}
