import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { prefetch } from '@/app/prefetch';
import type { PageFilters } from '@/components/filters/page-filters';
import { readFilter } from '@/components/filters/read-filter';
import { Page } from '@/components/layout/page';
import { ServicesPanel } from '@/components/pages/services/services-panel';
import { PanelSlot } from '@/components/ui/panel-layout';

export const metadata: Metadata = { title: 'Services' };

const FILTERS: PageFilters = { offers: ['range', 'team', 'branch', 'event', 'switches'] };

export default async function ServicesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const filter = await readFilter(searchParams, FILTERS);
  return (
    <HydrationBoundary state={prefetch(filter, ['services'])}>
      <Page title="Services" filters={FILTERS}>
        <PanelSlot height={560}>
          <ServicesPanel />
        </PanelSlot>
      </Page>
    </HydrationBoundary>
  );
}
