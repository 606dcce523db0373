import { HydrationBoundary } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { PageFilters } from '@/components/filters/page-filters';
import { type Breadcrumb, Page } from '@/components/layout/page';
import { fixFirstSearchOf } from '@/components/pages/fix-first/fix-first-search';
import { ChangePanel } from '@/components/pages/overview/change-panel';
import { FixFirstHeadline, TrendHeadline, WaitHeadline } from '@/components/pages/overview/headlines';
import { NewsPanel } from '@/components/pages/overview/news-panel';
import { TopServicesPanel } from '@/components/pages/overview/top-services-panel';
import { TopStepsPanel } from '@/components/pages/overview/top-steps-panel';
import { TotalsPanel } from '@/components/pages/overview/totals-panel';
import { changesOfPlace, NEWS_SOUGHT } from '@/components/panels/insights/changes-of-place';
import { LostPanel } from '@/components/panels/lost-panel';
import { NOW_RANGE } from '@/components/panels/now-range';
import { WaitPanel } from '@/components/panels/wait-panel';
import { PanelGrid, PanelSlot } from '@/components/ui/panel-layout';
import { SkipLink } from '@/components/ui/skip-link';
import { listChanges } from '@/lib/insights/changes/stored-changes';
import { listFindings } from '@/lib/insights/fix-first/stored-findings';
import { changesQuery, fixFirstQuery, NEWS_DAYS, trendQuery } from '@/lib/insights/query';
import { findTrend } from '@/lib/insights/trend/find-trend';
import { type ExportPage, type MetricFilter, type MetricName, metricQuery } from '@/lib/metrics/query';
import { runMetric } from '@/lib/metrics/run-metric';
import { addDays } from '@/lib/time/days';
import { localDay } from '@/lib/time/zones';
import { metricContext } from './metric-context';
import { prefetch } from './prefetch';
import { prefetchChanges } from './prefetch-changes';
import { prefetchWhole } from './prefetch-whole';

interface OverviewProps {
  title: string;
  aside?: ReactNode;
  crumbs?: readonly Breadcrumb[];
  filters: PageFilters;
  exports: ExportPage;
  /** What `filters` leave of the address. */
  filter: MetricFilter;
  /** What the aside asks for. */
  alsoAsks?: readonly MetricName[];
}

const ASKED = ['totals', 'wait', 'lost', 'steps', 'lost-places', 'services'] as const;

/**
 * One screen, three answers, of all or of one team: how long do we wait, is it getting worse, and what to fix first; then
 * the charts that prove them. What got worse lately stands above.
 */
export async function Overview({ filter, alsoAsks = [], ...page }: OverviewProps) {
  const changes = await prefetchChanges(filter);
  const state = prefetch(filter, [...ASKED, ...alsoAsks], client => {
    changes(client);
    void client.prefetchQuery(
      metricQuery('services', { ...filter, range: NOW_RANGE }, (name, asked) =>
        runMetric(metricContext(), name, asked),
      ),
    );
    void client.prefetchQuery(trendQuery(filter, asked => findTrend(metricContext(), asked)));
  });
  const since = await firstDayOfNews();
  const stored = await prefetchWhole(client => [
    client.prefetchQuery(
      changesQuery(changesOfPlace(filter, since, NEWS_SOUGHT), asked => listChanges(metricContext(), asked)),
    ),
    client.prefetchQuery(
      fixFirstQuery(fixFirstSearchOf(filter), asked => listFindings(metricContext(), asked)),
    ),
  ]);
  return (
    <HydrationBoundary state={stored}>
      <HydrationBoundary state={state}>
        <Page {...page}>
          <PanelGrid>
            <SkipLink to="services">Skip to the services, worst first</SkipLink>
            <PanelSlot>
              <NewsPanel since={since} />
            </PanelSlot>
            <PanelGrid columns={3}>
              <PanelSlot height={198} phoneHeight={206}>
                <WaitHeadline />
              </PanelSlot>
              <PanelSlot height={198} phoneHeight={206}>
                <TrendHeadline since={since} />
              </PanelSlot>
              <PanelSlot>
                <FixFirstHeadline />
              </PanelSlot>
            </PanelGrid>
            <PanelSlot height={172} phoneHeight={442}>
              <TotalsPanel />
            </PanelSlot>
            <PanelGrid columns={2}>
              <PanelSlot height={304} phoneHeight={318}>
                <WaitPanel height={192} />
              </PanelSlot>
              <PanelSlot height={304} phoneHeight={344}>
                <LostPanel height={176} />
              </PanelSlot>
            </PanelGrid>
            <PanelSlot height={148} phoneHeight={236}>
              <ChangePanel />
            </PanelSlot>
            <PanelGrid columns={2}>
              <PanelSlot height={608} phoneHeight={610}>
                <TopStepsPanel />
              </PanelSlot>
              <PanelSlot height={608} phoneHeight={610}>
                <TopServicesPanel />
              </PanelSlot>
            </PanelGrid>
          </PanelGrid>
        </Page>
      </HydrationBoundary>
    </HydrationBoundary>
  );
}

async function firstDayOfNews(): Promise<string> {
  const { source, now, timeZone } = metricContext();
  const { settings } = await source.open();
  return addDays(localDay(now, settings.hours.timeZone ?? timeZone), -NEWS_DAYS);
}
