import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { beginWithFavourite } from '@/app/begin-with-favourite';
import { metricContext } from '@/app/metric-context';
import { prefetch } from '@/app/prefetch';
import { prefetchChanges } from '@/app/prefetch-changes';
import type { PageFilters } from '@/components/filters/page-filters';
import { readFilter } from '@/components/filters/read-filter';
import { Page } from '@/components/layout/page';
import { ServicesPanel } from '@/components/pages/services/services-panel';
import { NOW_RANGE } from '@/components/panels/now-range';
import { PanelSlot } from '@/components/ui/panel-layout';
import { metricQuery } from '@/lib/metrics/query';
import { runMetric } from '@/lib/metrics/run-metric';

export const metadata: Metadata = { title: 'Services' };

const FILTERS: PageFilters = {
  offers: ['range', 'team', 'branch', 'event', 'switches'],
  beginsWithFavourite: true,
};

export default async function ServicesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const filter = await readFilter(searchParams, FILTERS);
  await beginWithFavourite('/services', await searchParams, filter);
  const changes = await prefetchChanges(filter);
  const state = prefetch(filter, ['services'], client => {
    changes(client);
    void client.prefetchQuery(
      metricQuery('services', { ...filter, range: NOW_RANGE }, (name, asked) =>
        runMetric(metricContext(), name, asked),
      ),
    );
  });
  return (
    <HydrationBoundary state={state}>
      <Page title="Services" filters={FILTERS} exports="services">
        <PanelSlot height={560}>
          <ServicesPanel />
        </PanelSlot>
      </Page>
    </HydrationBoundary>
  );
}
