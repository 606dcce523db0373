import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { createLoader, type SearchParams } from 'nuqs/server';
import { metricContext } from '@/app/metric-context';
import { prefetchWhole } from '@/app/prefetch-whole';
import type { PageFilters } from '@/components/filters/page-filters';
import { readFilter } from '@/components/filters/read-filter';
import { Page } from '@/components/layout/page';
import { AlertsPanel } from '@/components/pages/alerts/alerts-panel';
import { alertsParsers } from '@/components/pages/alerts/alerts-state';
import { PanelGrid, PanelSlot } from '@/components/ui/panel-layout';
import { alertsSearchSchema } from '@/lib/reports/alerts/alert';
import { listAlerts } from '@/lib/reports/alerts/stored-alerts';
import { alertsQuery } from '@/lib/reports/query';

export const metadata: Metadata = { title: 'Alerts' };

const FILTERS: PageFilters = { offers: ['team'] };

const loadAlertsState = createLoader(alertsParsers);

/** What people were alerted of; a message leads to one of them. */
export default async function AlertsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { team } = await readFilter(searchParams, FILTERS);
  const { alert } = await loadAlertsState(searchParams);
  const state = await prefetchWhole(client => [
    client.prefetchQuery(
      alertsQuery({ team, id: alert }, question =>
        listAlerts(metricContext(), alertsSearchSchema.parse(question)),
      ),
    ),
  ]);
  return (
    <HydrationBoundary state={state}>
      <Page title="Alerts" crumbs={[{ label: 'Changes', href: '/changes' }]} filters={FILTERS}>
        <PanelSlot>
          <PanelGrid>
            <AlertsPanel />
          </PanelGrid>
        </PanelSlot>
      </Page>
    </HydrationBoundary>
  );
}
