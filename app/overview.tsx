import { HydrationBoundary } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { PageFilters } from '@/components/filters/page-filters';
import { type Breadcrumb, Page } from '@/components/layout/page';
import { ChangePanel } from '@/components/pages/overview/change-panel';
import { TopServicesPanel } from '@/components/pages/overview/top-services-panel';
import { TopStepsPanel } from '@/components/pages/overview/top-steps-panel';
import { TotalsPanel } from '@/components/pages/overview/totals-panel';
import { LostPanel } from '@/components/panels/lost-panel';
import { WaitPanel } from '@/components/panels/wait-panel';
import { PanelGrid, PanelSlot } from '@/components/ui/panel-layout';
import { trendQuery } from '@/lib/insights/query';
import { findTrend } from '@/lib/insights/trend/find-trend';
import type { MetricFilter, MetricName } from '@/lib/metrics/query';
import { metricContext } from './metric-context';
import { prefetch } from './prefetch';

interface OverviewProps {
  title: string;
  aside?: ReactNode;
  crumbs?: readonly Breadcrumb[];
  filters: PageFilters;
  /** What `filters` leave of the address. */
  filter: MetricFilter;
  /** What the aside asks for. */
  alsoAsks?: readonly MetricName[];
}

const ASKED = ['totals', 'wait', 'lost', 'steps', 'services'] as const;

/** One screen, three answers, of all or of one team: how long do we wait, is it getting worse, and where do the hours go. */
export function Overview({ filter, alsoAsks = [], ...page }: OverviewProps) {
  const state = prefetch(filter, [...ASKED, ...alsoAsks], client => {
    void client.prefetchQuery(trendQuery(filter, asked => findTrend(metricContext(), asked)));
  });
  return (
    <HydrationBoundary state={state}>
      <Page {...page}>
        <PanelGrid>
          <PanelSlot height={120} phoneHeight={426}>
            <TotalsPanel />
          </PanelSlot>
          <PanelSlot height={148} phoneHeight={212}>
            <ChangePanel />
          </PanelSlot>
          <PanelGrid columns={2}>
            <PanelSlot height={288} phoneHeight={318}>
              <WaitPanel height={176} />
            </PanelSlot>
            <PanelSlot height={288} phoneHeight={302}>
              <LostPanel height={176} />
            </PanelSlot>
          </PanelGrid>
          <PanelGrid columns={2}>
            <PanelSlot height={476} phoneHeight={470}>
              <TopStepsPanel />
            </PanelSlot>
            <PanelSlot height={476} phoneHeight={470}>
              <TopServicesPanel />
            </PanelSlot>
          </PanelGrid>
        </PanelGrid>
      </Page>
    </HydrationBoundary>
  );
}
