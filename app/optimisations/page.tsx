import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { metricContext } from '@/app/metric-context';
import { prefetchWhole } from '@/app/prefetch-whole';
import type { PageFilters } from '@/components/filters/page-filters';
import { readFilter } from '@/components/filters/read-filter';
import { Page } from '@/components/layout/page';
import { OptimisationsPanel } from '@/components/pages/optimisations/optimisations-panel';
import { SuggestionsPanel } from '@/components/pages/optimisations/suggestions-panel';
import { scopeOf } from '@/components/panels/insights/optimisations-search';
import { PanelGrid, PanelSlot } from '@/components/ui/panel-layout';
import { listOptimisations } from '@/lib/insights/optimisations/stored-optimisations';
import { optimisationsQuery } from '@/lib/insights/query';

export const metadata: Metadata = { title: 'Optimisations' };

const FILTERS: PageFilters = { offers: ['team', 'service', 'step'] };

/** What was done to make builds faster, and whether it helped. */
export default async function OptimisationsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const filter = await readFilter(searchParams, FILTERS);
  const state = await prefetchWhole(client => [
    client.prefetchQuery(
      optimisationsQuery(scopeOf(filter), search => listOptimisations(metricContext(), search)),
    ),
  ]);
  return (
    <HydrationBoundary state={state}>
      <Page title="Optimisations" filters={FILTERS}>
        <PanelGrid>
          <PanelSlot>
            <PanelGrid>
              <OptimisationsPanel />
              <SuggestionsPanel />
            </PanelGrid>
          </PanelSlot>
        </PanelGrid>
      </Page>
    </HydrationBoundary>
  );
}
