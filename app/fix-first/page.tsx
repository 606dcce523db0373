import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { metricContext } from '@/app/metric-context';
import { prefetchWhole } from '@/app/prefetch-whole';
import type { PageFilters } from '@/components/filters/page-filters';
import { readFilter } from '@/components/filters/read-filter';
import { Page } from '@/components/layout/page';
import { FixFirstPanels } from '@/components/pages/fix-first/fix-first-panel';
import { fixFirstSearchOf } from '@/components/pages/fix-first/fix-first-search';
import { PanelGrid, PanelSlot } from '@/components/ui/panel-layout';
import { listFindings } from '@/lib/insights/fix-first/stored-findings';
import { fixFirstQuery } from '@/lib/insights/query';

export const metadata: Metadata = { title: 'Fix first' };

const FILTERS: PageFilters = { offers: ['team', 'service', 'repository', 'step'] };

/** What to do next, ranked by the hours a week that it would save. */
export default async function FixFirstPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const filter = await readFilter(searchParams, FILTERS);
  const state = await prefetchWhole(client => [
    client.prefetchQuery(
      fixFirstQuery(fixFirstSearchOf(filter), search => listFindings(metricContext(), search)),
    ),
  ]);
  return (
    <HydrationBoundary state={state}>
      <Page title="Fix first" filters={FILTERS}>
        <PanelSlot>
          <PanelGrid>
            <FixFirstPanels />
          </PanelGrid>
        </PanelSlot>
      </Page>
    </HydrationBoundary>
  );
}
