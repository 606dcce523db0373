import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { prefetch } from '@/app/prefetch';
import type { PageFilters } from '@/components/filters/page-filters';
import { readFilter } from '@/components/filters/read-filter';
import { Page } from '@/components/layout/page';
import { HeatmapPanel } from '@/components/pages/heatmap/heatmap-panel';
import { QueuePanel } from '@/components/pages/heatmap/queue-panel';
import { RunnersPanel } from '@/components/pages/heatmap/runners-panel';
import { PanelGrid, PanelSlot } from '@/components/ui/panel-layout';

export const metadata: Metadata = { title: 'Heatmap' };

const FILTERS: PageFilters = { offers: ['range', 'bucket', 'team', 'service', 'branch', 'event'] };

/** When runners are short: by hour and day of the week, over time, and runner by runner. */
export default async function HeatmapPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const filter = await readFilter(searchParams, FILTERS);
  return (
    <HydrationBoundary state={prefetch(filter, ['heatmap', 'queue-peak', 'stage-times', 'runners'])}>
      <Page title="Heatmap" filters={FILTERS} exports="heatmap">
        <PanelGrid>
          <PanelSlot height={446} phoneHeight={868}>
            <HeatmapPanel />
          </PanelSlot>
          <PanelGrid columns={2}>
            <PanelSlot height={326} phoneHeight={320}>
              <QueuePanel height={216} />
            </PanelSlot>
            <PanelSlot height={326} phoneHeight={320}>
              <RunnersPanel />
            </PanelSlot>
          </PanelGrid>
        </PanelGrid>
      </Page>
    </HydrationBoundary>
  );
}
