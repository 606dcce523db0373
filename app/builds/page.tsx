import { HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { createLoader, type SearchParams } from 'nuqs/server';
import { metricContext } from '@/app/metric-context';
import { requireOwnAuthor } from '@/app/own-author';
import { prefetch } from '@/app/prefetch';
import type { PageFilters } from '@/components/filters/page-filters';
import { readFilter } from '@/components/filters/read-filter';
import { Page } from '@/components/layout/page';
import { BuildsPanel } from '@/components/pages/builds/builds-panel';
import { buildsParsers, listedStatus, withoutRange } from '@/components/pages/builds/builds-state';
import { RunningPanel } from '@/components/pages/builds/running-panel';
import { PanelGrid, PanelSlot } from '@/components/ui/panel-layout';
import { buildsPageSchema } from '@/lib/builds/list/builds-filter';
import { readBuilds } from '@/lib/builds/list/read-builds';
import { buildsQuery, runningBuildsQuery } from '@/lib/builds/query';
import { readRunningBuilds } from '@/lib/builds/running/running-builds';

export const metadata: Metadata = { title: 'Builds' };

const FILTERS: PageFilters = {
  offers: ['range', 'team', 'service', 'branch', 'event', 'repository', 'pipeline', 'step'],
};

const loadBuildsState = createLoader(buildsParsers);

/** Builds under way, and all that ended. */
export default async function BuildsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const filter = await readFilter(searchParams, FILTERS);
  const { cursor, ...narrowed } = await loadBuildsState(searchParams);
  const running = runningBuildsQuery(withoutRange(filter), asked =>
    readRunningBuilds(metricContext(), asked),
  );
  // Nobody knows beforehand how much room these take: the page is not sent before they are known.
  const first = new QueryClient();
  await first.prefetchQuery(running);
  const underWay = first.getQueryData(running.queryKey);
  const state = prefetch(filter, [], client => {
    if (underWay !== undefined) client.setQueryData(running.queryKey, underWay);
    void client.prefetchQuery(
      buildsQuery({ ...filter, ...narrowed, status: listedStatus(narrowed) }, cursor, async (asked, from) => {
        const context = metricContext();
        await requireOwnAuthor(context, asked.author);
        return readBuilds(context, buildsPageSchema.parse({ ...asked, cursor: from }));
      }),
    );
  });
  return (
    <HydrationBoundary state={state}>
      <Page title="Builds" filters={FILTERS}>
        <PanelGrid>
          <PanelSlot {...(underWay === undefined && { height: 110 })}>
            <RunningPanel />
          </PanelSlot>
          <PanelSlot height={200}>
            <BuildsPanel />
          </PanelSlot>
        </PanelGrid>
      </Page>
    </HydrationBoundary>
  );
}
