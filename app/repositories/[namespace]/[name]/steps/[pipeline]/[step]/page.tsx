import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { SearchParams } from 'nuqs/server';
import { metricContext } from '@/app/metric-context';
import { prefetch } from '@/app/prefetch';
import { prefetchFirst } from '@/app/prefetch-first';
import type { PageFilters } from '@/components/filters/page-filters';
import { readFilter } from '@/components/filters/read-filter';
import { Page } from '@/components/layout/page';
import { decodeNames } from '@/components/layout/page-links';
import { RunTimesPanel } from '@/components/pages/step/run-times-panel';
import { SlowestRunsPanel } from '@/components/pages/step/slowest-runs-panel';
import { SpansPanel } from '@/components/pages/step/spans-panel';
import { SpreadPanel } from '@/components/pages/step/spread-panel';
import { StepFigures } from '@/components/pages/step/step-figures';
import { StepHeadline } from '@/components/pages/step/step-headline';
import { StepPlace } from '@/components/pages/step/step-place';
import { WithCaches } from '@/components/pages/step/with-caches';
import { WithRuns } from '@/components/pages/step/with-runs';
import { CachePanel } from '@/components/panels/cache-panel';
import { CacheStepsPanel } from '@/components/panels/cache-steps-panel';
import { changesOfPlace } from '@/components/panels/insights/changes-of-place';
import { LeadGrid } from '@/components/ui/lead-grid';
import { PanelGrid, PanelSlot } from '@/components/ui/panel-layout';
import { listChanges } from '@/lib/insights/changes/stored-changes';
import { changesQuery } from '@/lib/insights/query';
import type { MetricName } from '@/lib/metrics/query';
import { pageLinks } from '@/lib/page-links';

interface StepPageProps {
  params: Promise<{ namespace: string; name: string; pipeline: string; step: string }>;
  searchParams: Promise<SearchParams>;
}

const FIRST: readonly MetricName[] = ['step-spans', 'cache-steps'];
const SHOWN: readonly MetricName[] = [
  'steps',
  'step-durations',
  'distribution',
  'cache-rates',
  'slowest-runs',
];

export async function generateMetadata({ params }: StepPageProps): Promise<Metadata> {
  const { repository, step } = await readPlace(params);
  return { title: `${step} of ${repository}` };
}

/** One step: what it costs, and the command to blame. */
export default async function StepPage({ params, searchParams }: StepPageProps) {
  const place = await readPlace(params);
  const { repository, pipeline, step } = place;
  const { book } = await metricContext().source.open();
  const series = [...book.series.values()].find(
    known =>
      known.step !== '' &&
      known.step === step &&
      known.pipeline === pipeline &&
      known.repository === repository,
  );
  if (series === undefined) notFound();
  const filters: PageFilters = { offers: ['range', 'bucket', 'branch', 'event', 'switches'], fixed: place };
  const filter = await readFilter(searchParams, filters);
  const first = await prefetchFirst(filter, FIRST);
  const state = prefetch(filter, SHOWN, client => {
    first(client);
    void client.prefetchQuery(
      changesQuery(changesOfPlace(filter, null), search => listChanges(metricContext(), search)),
    );
  });
  return (
    <HydrationBoundary state={state}>
      <Page
        title={step}
        aside={
          <StepPlace
            text={`step of the pipeline ${pipeline} in ${repository}${series.service === null ? ', shared by its services' : ''}`}
            step={step}
          />
        }
        crumbs={[
          { label: 'Services', href: '/services' },
          ...(series.service === null
            ? []
            : [{ label: series.service, href: pageLinks.service(series.service) }]),
        ]}
        filters={filters}
        exports="step"
      >
        <PanelGrid>
          <PanelSlot height={48} phoneHeight={92}>
            <StepHeadline />
          </PanelSlot>
          <PanelSlot height={119} phoneHeight={334}>
            <StepFigures />
          </PanelSlot>
          <WithRuns
            inside={
              <PanelSlot height={120}>
                <SpansPanel />
              </PanelSlot>
            }
          >
            <LeadGrid
              lead={
                <>
                  <PanelSlot height={300}>
                    <SpansPanel />
                  </PanelSlot>
                  <PanelSlot height={120}>
                    <CacheStepsPanel />
                  </PanelSlot>
                  <PanelSlot height={379}>
                    <SlowestRunsPanel />
                  </PanelSlot>
                </>
              }
              beside={
                <>
                  <PanelSlot height={305} phoneHeight={337}>
                    <RunTimesPanel height={196} />
                  </PanelSlot>
                  <PanelSlot height={305}>
                    <SpreadPanel height={196} />
                  </PanelSlot>
                  <WithCaches>
                    <PanelSlot height={305}>
                      <CachePanel height={196} />
                    </PanelSlot>
                  </WithCaches>
                </>
              }
            />
          </WithRuns>
        </PanelGrid>
      </Page>
    </HydrationBoundary>
  );
}

/** Empty names where the address is no text: there is no such step. */
async function readPlace(
  params: StepPageProps['params'],
): Promise<{ repository: string; pipeline: string; step: string }> {
  const { namespace, name, pipeline, step } = await params;
  const names = decodeNames([namespace, name, pipeline, step]);
  if (names === null) return { repository: '', pipeline: '', step: '' };
  return { repository: names.slice(0, 2).join('/'), pipeline: names[2] ?? '', step: names[3] ?? '' };
}
