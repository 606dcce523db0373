import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { createLoader, type SearchParams } from 'nuqs/server';
import { metricContext } from '@/app/metric-context';
import { prefetch } from '@/app/prefetch';
import { prefetchChanges } from '@/app/prefetch-changes';
import type { PageFilters } from '@/components/filters/page-filters';
import { readFilter } from '@/components/filters/read-filter';
import { Page } from '@/components/layout/page';
import { decodeNames } from '@/components/layout/page-links';
import { FailurePanel } from '@/components/pages/service/failure-panel';
import { OutcomesPanel } from '@/components/pages/service/outcomes-panel';
import { PublishPanel } from '@/components/pages/service/publish-panel';
import { RecentBuildsPanel } from '@/components/pages/service/recent-builds-panel';
import { ServiceChanges } from '@/components/pages/service/service-changes';
import { ServiceFigures } from '@/components/pages/service/service-figures';
import { ServiceHours } from '@/components/pages/service/service-hours';
import { ServiceStepsPanel } from '@/components/pages/service/service-steps-panel';
import { ServiceSubtitle } from '@/components/pages/service/service-subtitle';
import { ServiceWaitPanel } from '@/components/pages/service/service-wait-panel';
import { SlowestBuildsPanel } from '@/components/pages/service/slowest-builds-panel';
import { StageTimesPanel } from '@/components/pages/service/stage-times-panel';
import { StepTimesPanel } from '@/components/pages/service/step-times-panel';
import { TargetPanel } from '@/components/pages/service/target-panel';
import { WithBuilds } from '@/components/pages/service/with-builds';
import { CachePanel } from '@/components/panels/cache-panel';
import { CacheStepsPanel } from '@/components/panels/cache-steps-panel';
import { LostPanel } from '@/components/panels/lost-panel';
import { NOW_RANGE } from '@/components/panels/now-range';
import { Accordion, AccordionItem } from '@/components/ui/accordion';
import { expandedParsers } from '@/components/ui/expanded-parsers';
import { PageSection, SectionNav } from '@/components/ui/page-sections';
import { PanelGrid, PanelSlot } from '@/components/ui/panel-layout';
import { readBuilds } from '@/lib/builds/list/read-builds';
import { buildsQuery } from '@/lib/builds/query';
import { type MetricName, metricQuery } from '@/lib/metrics/query';
import { runMetric } from '@/lib/metrics/run-metric';

interface ServicePageProps {
  params: Promise<{ service: string[] }>;
  searchParams: Promise<SearchParams>;
}

const SHOWN: readonly MetricName[] = [
  ...(['totals', 'lost-places', 'targets', 'wait', 'lost', 'steps', 'step-durations'] as const),
  ...(['cache-rates', 'cache-steps', 'slowest-builds'] as const),
];

const SECTIONS = [
  { id: 'waiting', label: 'Waiting' },
  { id: 'steps', label: 'Steps' },
  { id: 'caches', label: 'Caches' },
  { id: 'builds', label: 'Builds' },
  { id: 'failures', label: 'Failures' },
  { id: 'publishing', label: 'Publishing' },
] as const;

/** Room for the list of steps, as far as it can be told beforehand; what is beyond lies below the first screen. */
const STEPS_HEAD_PX = 92;
const STEP_PX = 39;
const STEPS_WAITED_FOR = 7;

/** Of the panel of the target, where none is set. */
const NO_TARGET_PX = 199;
const NO_TARGET_PHONE_PX = 215;

/** What is read only while it is expanded. */
const COLLAPSED: Readonly<Record<string, MetricName>> = {
  outcomes: 'outcomes',
  stages: 'stage-times',
  publish: 'time-to-publish',
};

const loadExpanded = createLoader(expandedParsers);

export async function generateMetadata({ params }: ServicePageProps): Promise<Metadata> {
  return { title: decodeNames((await params).service)?.join('/') ?? 'Service' };
}

/** One service: what a team lead asks first comes first, what is asked rarely is collapsed. */
export default async function ServicePage({ params, searchParams }: ServicePageProps) {
  const service = decodeNames((await params).service)?.join('/') ?? '';
  const { book, settings } = await metricContext().source.open();
  const team = book.teamOfService.get(service);
  if (team === undefined) notFound();
  const filters: PageFilters = {
    offers: ['range', 'bucket', 'branch', 'event', 'switches'],
    fixed: { service },
  };
  const filter = await readFilter(searchParams, filters);
  const { open } = await loadExpanded(searchParams);
  const expanded = open.flatMap(id => COLLAPSED[id] ?? []);
  const own = [...book.series.values()].filter(series => series.service === service);
  const repositories = new Set(own.map(series => series.repository));
  const steps = own.filter(series => series.step !== '').length;
  const hasTarget = Object.hasOwn(settings.targets, service);
  const changes = await prefetchChanges(filter);
  const state = prefetch(filter, [...SHOWN, ...expanded], client => {
    changes(client);
    void client.prefetchQuery(
      metricQuery('steps', { ...filter, range: NOW_RANGE }, (name, asked) =>
        runMetric(metricContext(), name, asked),
      ),
    );
    void client.prefetchQuery(
      buildsQuery({ ...filter, status: 'all', leftOut: null }, null, (wanted, cursor) =>
        readBuilds(metricContext(), { ...wanted, cursor, limit: 50 }),
      ),
    );
  });
  return (
    <HydrationBoundary state={state}>
      <Page
        title={service}
        aside={<ServiceSubtitle team={team} repositories={[...repositories].sort()} service={service} />}
        crumbs={[{ label: 'Services', href: '/services' }]}
        filters={filters}
        exports="service"
      >
        <PanelGrid>
          <PanelSlot height={119} phoneHeight={427}>
            <ServiceFigures />
          </PanelSlot>
          <PanelSlot height={22} phoneHeight={44}>
            <ServiceHours />
          </PanelSlot>
          <ServiceChanges service={service} />
          <WithBuilds>
            <SectionNav sections={SECTIONS} />
            <PageSection id="waiting" label="Waiting">
              <PanelGrid columns={2}>
                <PanelSlot height={326} phoneHeight={360}>
                  <ServiceWaitPanel height={196} />
                </PanelSlot>
                {hasTarget ? (
                  <PanelSlot height={326} phoneHeight={340}>
                    <TargetPanel height={160} service={service} />
                  </PanelSlot>
                ) : (
                  <PanelSlot height={326} phoneHeight={321}>
                    <LostPanel height={196} />
                  </PanelSlot>
                )}
              </PanelGrid>
              {hasTarget ? (
                <PanelSlot height={305} phoneHeight={321}>
                  <LostPanel height={196} />
                </PanelSlot>
              ) : (
                // Without a target it is a sentence: beside a chart it would be an empty box.
                <PanelSlot height={NO_TARGET_PX} phoneHeight={NO_TARGET_PHONE_PX}>
                  <TargetPanel height={160} service={service} />
                </PanelSlot>
              )}
            </PageSection>
            <PageSection id="steps" label="Steps">
              <PanelSlot height={STEPS_HEAD_PX + STEP_PX * Math.min(steps, STEPS_WAITED_FOR)}>
                <ServiceStepsPanel />
              </PanelSlot>
              <PanelSlot height={326} phoneHeight={360}>
                <StepTimesPanel height={196} />
              </PanelSlot>
            </PageSection>
            <PageSection id="caches" label="Caches">
              <PanelGrid columns={2}>
                <PanelSlot height={409} phoneHeight={440}>
                  <CachePanel height={298} />
                </PanelSlot>
                <PanelSlot height={409}>
                  <CacheStepsPanel />
                </PanelSlot>
              </PanelGrid>
            </PageSection>
            <PageSection id="builds" label="Builds">
              <PanelGrid columns={2}>
                <PanelSlot height={425}>
                  <SlowestBuildsPanel />
                </PanelSlot>
                <PanelSlot height={425}>
                  <RecentBuildsPanel />
                </PanelSlot>
              </PanelGrid>
            </PageSection>
            <PageSection id="failures" label="Failures and queue">
              <Accordion>
                <AccordionItem id="outcomes" title="Failures" about="failure rate, and how builds ended">
                  <PanelGrid columns={2}>
                    <PanelSlot height={305} phoneHeight={317}>
                      <FailurePanel height={196} />
                    </PanelSlot>
                    <PanelSlot height={305} phoneHeight={317}>
                      <OutcomesPanel height={196} />
                    </PanelSlot>
                  </PanelGrid>
                </AccordionItem>
                <AccordionItem
                  id="stages"
                  title="Where pipelines wait"
                  about="queue, dependency wait and run apart: whether runners are short"
                >
                  <PanelSlot height={305} phoneHeight={798}>
                    <StageTimesPanel height={170} />
                  </PanelSlot>
                </AccordionItem>
              </Accordion>
            </PageSection>
            <PageSection id="publishing" label="Publishing">
              <Accordion>
                <AccordionItem
                  id="publish"
                  title="Until a change is out"
                  about="from the push to published or promoted"
                >
                  <PanelSlot height={305} phoneHeight={601}>
                    <PublishPanel height={170} />
                  </PanelSlot>
                </AccordionItem>
              </Accordion>
            </PageSection>
          </WithBuilds>
        </PanelGrid>
      </Page>
    </HydrationBoundary>
  );
}
