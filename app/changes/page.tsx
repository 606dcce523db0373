import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { createLoader, type SearchParams } from 'nuqs/server';
import { metricContext } from '@/app/metric-context';
import { prefetchWhole } from '@/app/prefetch-whole';
import type { PageFilters } from '@/components/filters/page-filters';
import { readFilter } from '@/components/filters/read-filter';
import { Page } from '@/components/layout/page';
import { ChangesPanels } from '@/components/pages/changes/changes-panel';
import { changesParsers, changesSearchOf } from '@/components/pages/changes/changes-state';
import { PanelGrid, PanelSlot } from '@/components/ui/panel-layout';
import { listChanges } from '@/lib/insights/changes/stored-changes';
import { changesQuery } from '@/lib/insights/query';

export const metadata: Metadata = { title: 'Changes' };

const FILTERS: PageFilters = { offers: ['team', 'service', 'repository', 'pipeline', 'step'] };

const loadChangesState = createLoader(changesParsers);

/** When waits, steps and caches changed, with the suspects. */
export default async function ChangesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const filter = await readFilter(searchParams, FILTERS);
  const search = changesSearchOf(filter, await loadChangesState(searchParams));
  const state = await prefetchWhole(client => [
    client.prefetchQuery(changesQuery(search, asked => listChanges(metricContext(), asked))),
  ]);
  return (
    <HydrationBoundary state={state}>
      <Page title="Changes" filters={FILTERS}>
        <PanelSlot>
          <PanelGrid>
            <ChangesPanels />
          </PanelGrid>
        </PanelSlot>
      </Page>
    </HydrationBoundary>
  );
}
