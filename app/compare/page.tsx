import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { createLoader, type SearchParams } from 'nuqs/server';
import { metricContext } from '@/app/metric-context';
import { prefetch } from '@/app/prefetch';
import type { PageFilters } from '@/components/filters/page-filters';
import { readFilter } from '@/components/filters/read-filter';
import { Page } from '@/components/layout/page';
import { AgainstPanel } from '@/components/pages/compare/against-panel';
import { compareParsers, compareSearchOf } from '@/components/pages/compare/compare-state';
import { ComparisonPanels } from '@/components/pages/compare/comparison-panels';
import { PanelGrid, PanelSlot } from '@/components/ui/panel-layout';
import { answerComparison } from '@/lib/insights/compare/compare-search';
import { compareQuery } from '@/lib/insights/query';
import { rangeProblem } from '@/lib/time/ranges';

export const metadata: Metadata = { title: 'Compare' };

const FILTERS: PageFilters = {
  offers: ['range', 'team', 'service', 'branch', 'event', 'repository', 'pipeline', 'step'],
};

const loadCompareState = createLoader(compareParsers);

/** Two ranges or two filters side by side, with a verdict. */
export default async function ComparePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const filter = await readFilter(searchParams, FILTERS);
  const search = compareSearchOf(filter, await loadCompareState(searchParams));
  const state = prefetch(filter, [], client => {
    // The page says that there are no such days; nothing is asked.
    if (search.against !== null && rangeProblem(search.against) !== null) return;
    void client.prefetchQuery(compareQuery(search, asked => answerComparison(metricContext(), asked)));
  });
  return (
    <HydrationBoundary state={state}>
      <Page title="Compare" filters={FILTERS}>
        <PanelGrid>
          <PanelSlot>
            <AgainstPanel />
          </PanelSlot>
          <PanelSlot height={1280} phoneHeight={2200}>
            <ComparisonPanels />
          </PanelSlot>
        </PanelGrid>
      </Page>
    </HydrationBoundary>
  );
}
