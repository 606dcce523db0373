import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { SearchParams } from 'nuqs/server';
import { metricContext } from '@/app/metric-context';
import { prefetch } from '@/app/prefetch';
import { ALL_EVENTS, type PageFilters } from '@/components/filters/page-filters';
import { readFilter } from '@/components/filters/read-filter';
import { type Breadcrumb, Page } from '@/components/layout/page';
import { decodeNames } from '@/components/layout/page-links';
import { AnswerGrid } from '@/components/pages/build/answer-grid';
import { BuildHead } from '@/components/pages/build/build-head';
import { isUnderWay } from '@/components/pages/build/build-status';
import { CostPanel } from '@/components/pages/build/cost-panel';
import { CriticalPathPanel } from '@/components/pages/build/critical-path-panel';
import type { BuildPlace } from '@/components/pages/build/use-build';
import { VerdictPanel } from '@/components/pages/build/verdict-panel';
import { WaterfallPanel } from '@/components/pages/build/waterfall-panel';
import { KEPT_IN_LINKS } from '@/components/pages/builds/builds-state';
import { PanelGrid } from '@/components/ui/panel-layout';
import { parseBuildNumber } from '@/lib/builds/build-number';
import { readBuild } from '@/lib/builds/detail/read-build';
import { type BuildDetail, buildQuery, runningBuildsQuery } from '@/lib/builds/query';
import { readRunningBuilds } from '@/lib/builds/running/running-builds';
import { pageLinks } from '@/lib/page-links';

interface BuildPageProps {
  params: Promise<{ namespace: string; name: string; number: string }>;
  searchParams: Promise<SearchParams>;
}

const FILTERS: PageFilters = { offers: [] };
/** Of the list that the build was opened from. */
const LIST_FILTERS: PageFilters = { offers: ['service'] };

export async function generateMetadata({ params }: BuildPageProps): Promise<Metadata> {
  const place = await readPlace(params);
  return { title: place === null ? 'Build' : `#${place.number} ${place.repository}` };
}

/**
 * One build: whether it was slower than usual, what took so long, what it cost, and its waterfall. All of it is known
 * before the page is sent, so that its panels need no space of their own to load in.
 */
export default async function BuildPage({ params, searchParams }: BuildPageProps) {
  const place = await readPlace(params);
  const build = place === null ? null : await readBuild(metricContext(), place.repository, place.number);
  if (place === null || build === null) notFound();
  const { service } = await readFilter(searchParams, LIST_FILTERS);
  const state = prefetch(await readFilter(searchParams, FILTERS), [], client => {
    client.setQueryData(buildQuery(place.repository, place.number).queryKey, build);
    if (!isUnderWay(build)) return;
    const running = { ...ALL_EVENTS, repository: place.repository };
    void client.prefetchQuery(
      runningBuildsQuery(running, filter => readRunningBuilds(metricContext(), filter)),
    );
  });
  return (
    <HydrationBoundary state={state}>
      <Page
        title={`${place.repository} #${place.number}`}
        aside={<BuildHead {...place} />}
        crumbs={crumbsOf(build, service)}
        filters={FILTERS}
      >
        <PanelGrid>
          <AnswerGrid>
            <VerdictPanel {...place} />
            <CriticalPathPanel {...place} />
            <CostPanel {...place} />
          </AnswerGrid>
          <WaterfallPanel {...place} />
        </PanelGrid>
      </Page>
    </HydrationBoundary>
  );
}

/** Null: the path names no build. */
async function readPlace(params: BuildPageProps['params']): Promise<BuildPlace | null> {
  const { namespace, name, number: text } = await params;
  const names = decodeNames([namespace, name]);
  const number = parseBuildNumber(text);
  if (names === null || number === null) return null;
  return { repository: names.join('/'), number };
}

/**
 * A build belongs to a service where it holds the steps of one only. Its list is that of its repository, unless that is
 * what the filter of the service says already.
 */
function crumbsOf({ repository, services }: BuildDetail, filtered: string | null): Breadcrumb[] {
  const [only] = services;
  const service: Breadcrumb[] =
    only !== undefined && services.length === 1
      ? [{ label: only.service, href: pageLinks.service(only.service) }]
      : [];
  return [
    { label: 'Services', href: '/services' },
    ...service,
    {
      label: 'Builds',
      href: '/builds',
      change: filtered === repository ? {} : { repository },
      keeps: KEPT_IN_LINKS,
    },
  ];
}
