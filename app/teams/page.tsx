import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { prefetch } from '@/app/prefetch';
import type { PageFilters } from '@/components/filters/page-filters';
import { readFilter } from '@/components/filters/read-filter';
import { Page } from '@/components/layout/page';
import { TeamsPanel } from '@/components/pages/teams/teams-panel';
import { PanelSlot } from '@/components/ui/panel-layout';

export const metadata: Metadata = { title: 'Teams' };

const FILTERS: PageFilters = { offers: ['range', 'branch', 'event', 'switches'] };

export default async function TeamsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const filter = await readFilter(searchParams, FILTERS);
  return (
    <HydrationBoundary state={prefetch(filter, ['teams'])}>
      <Page title="Teams" filters={FILTERS} exports="teams">
        <PanelSlot height={274}>
          <TeamsPanel />
        </PanelSlot>
      </Page>
    </HydrationBoundary>
  );
}
