import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { prefetch } from '@/app/prefetch';
import type { PageFilters } from '@/components/filters/page-filters';
import { readFilter } from '@/components/filters/read-filter';
import { Page } from '@/components/layout/page';
import { StepNamesPanel } from '@/components/pages/steps/step-names-panel';
import { PanelSlot } from '@/components/ui/panel-layout';

export const metadata: Metadata = { title: 'Steps' };

const FILTERS: PageFilters = { offers: ['range', 'team', 'service', 'branch', 'event'] };

/** Steps of the same name over all services. */
export default async function StepsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const filter = await readFilter(searchParams, FILTERS);
  return (
    <HydrationBoundary state={prefetch(filter, ['step-names'])}>
      <Page title="Steps" filters={FILTERS} exports="steps">
        <PanelSlot height={560}>
          <StepNamesPanel />
        </PanelSlot>
      </Page>
    </HydrationBoundary>
  );
}
