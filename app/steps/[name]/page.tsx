import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { SearchParams } from 'nuqs/server';
import { metricContext } from '@/app/metric-context';
import { prefetch } from '@/app/prefetch';
import { prefetchChanges } from '@/app/prefetch-changes';
import type { PageFilters } from '@/components/filters/page-filters';
import { readFilter } from '@/components/filters/read-filter';
import { Page } from '@/components/layout/page';
import { decodeNames } from '@/components/layout/page-links';
import { StepServicesPanel } from '@/components/pages/steps/step-services-panel';
import { PanelSlot } from '@/components/ui/panel-layout';

interface StepNamePageProps {
  params: Promise<{ name: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: StepNamePageProps): Promise<Metadata> {
  return { title: `${await readName(params)} in all services` };
}

/** One name of a step, service by service. */
export default async function StepNamePage({ params, searchParams }: StepNamePageProps) {
  const step = await readName(params);
  const { book } = await metricContext().source.open();
  const isKnown = step !== '' && [...book.series.values()].some(series => series.step === step);
  if (!isKnown) notFound();
  const filters: PageFilters = { offers: ['range', 'team', 'branch', 'event'], fixed: { step } };
  const filter = await readFilter(searchParams, filters);
  return (
    <HydrationBoundary state={prefetch(filter, ['steps', 'step-names'], await prefetchChanges(filter))}>
      <Page
        title={step}
        aside="steps of this name in all services"
        crumbs={[{ label: 'Steps', href: '/steps' }]}
        filters={filters}
        exports="step-name"
      >
        <PanelSlot height={560}>
          <StepServicesPanel />
        </PanelSlot>
      </Page>
    </HydrationBoundary>
  );
}

/** Empty where the address is no text: there is no such step. */
async function readName(params: StepNamePageProps['params']): Promise<string> {
  return decodeNames([(await params).name])?.[0] ?? '';
}
