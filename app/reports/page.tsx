import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { metricContext } from '@/app/metric-context';
import { prefetchWhole } from '@/app/prefetch-whole';
import type { PageFilters } from '@/components/filters/page-filters';
import { readFilter } from '@/components/filters/read-filter';
import { Page } from '@/components/layout/page';
import { ReportsPanel } from '@/components/pages/reports/reports-panel';
import { PanelSlot } from '@/components/ui/panel-layout';
import { reportsQuery } from '@/lib/reports/query';
import { reportsSearchSchema } from '@/lib/reports/store/stored-report';
import { listReports } from '@/lib/reports/store/stored-reports';

export const metadata: Metadata = { title: 'Reports' };

const FILTERS: PageFilters = { offers: ['team'] };

/** The weekly reports, as they were made. */
export default async function ReportsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { team } = await readFilter(searchParams, FILTERS);
  const state = await prefetchWhole(client => [
    client.prefetchQuery(
      reportsQuery({ team }, question =>
        listReports(metricContext().source.pool, reportsSearchSchema.parse(question)),
      ),
    ),
  ]);
  return (
    <HydrationBoundary state={state}>
      <Page title="Reports" filters={FILTERS}>
        <PanelSlot>
          <ReportsPanel />
        </PanelSlot>
      </Page>
    </HydrationBoundary>
  );
}
