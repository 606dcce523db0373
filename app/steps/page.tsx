import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { prefetch } from '@/app/prefetch';
import type { PageFilters } from '@/components/filters/page-filters';
import { readFilter } from '@/components/filters/read-filter';
import { Page } from '@/components/layout/page';
import { StepNamesPanel } from '@/components/pages/steps/step-names-panel';
import { CachePanel } from '@/components/panels/cache-panel';
import { PanelGrid, PanelSlot } from '@/components/ui/panel-layout';

export const metadata: Metadata = { title: 'Steps' };

const FILTERS: PageFilters = { offers: ['range', 'team', 'service', 'branch', 'event'] };

/** Steps of the same name over all services, and what their caches hit. */
export default async function StepsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const filter = await readFilter(searchParams, FILTERS);
  return (
    <HydrationBoundary state={prefetch(filter, ['step-names', 'cache-rates'])}>
      <Page title="Steps" filters={FILTERS} exports="steps">
        <PanelGrid>
          <PanelSlot height={560}>
            <StepNamesPanel />
          </PanelSlot>
          <PanelSlot height={305} phoneHeight={337}>
            <CachePanel height={196} />
          </PanelSlot>
        </PanelGrid>
      </Page>
    </HydrationBoundary>
  );
}
