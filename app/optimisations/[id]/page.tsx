import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { metricContext } from '@/app/metric-context';
import { Page } from '@/components/layout/page';
import { OptimisationPanel } from '@/components/pages/optimisations/optimisation-panel';
import { PanelGrid, PanelSlot } from '@/components/ui/panel-layout';
import { NoOptimisationError } from '@/lib/insights/optimisations/optimisation';
import { readOptimisation } from '@/lib/insights/optimisations/stored-optimisations';
import { type Optimisation, optimisationQuery } from '@/lib/insights/query';

interface OptimisationPageProps {
  params: Promise<{ id: string }>;
}

/** Null where there is none of this number. Asked once for title and page. */
const findOptimisation = cache(async (text: string): Promise<Optimisation | null> => {
  if (!/^\d{1,9}$/.test(text)) return null;
  try {
    return await readOptimisation(metricContext(), Number(text));
  } catch (error) {
    if (error instanceof NoOptimisationError) return null;
    throw error;
  }
});

export async function generateMetadata({ params }: OptimisationPageProps): Promise<Metadata> {
  return { title: (await findOptimisation((await params).id))?.title ?? 'Optimisation' };
}

/** One optimisation: whether it helped, and what says so. */
export default async function OptimisationPage({ params }: OptimisationPageProps) {
  const optimisation = await findOptimisation((await params).id);
  if (optimisation === null) notFound();
  const client = new QueryClient();
  client.setQueryData(optimisationQuery(optimisation.id).queryKey, optimisation);
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <Page
        title={optimisation.title}
        crumbs={[{ label: 'Optimisations', href: '/optimisations' }]}
        filters={{ offers: [] }}
      >
        <PanelGrid>
          <PanelSlot>
            <OptimisationPanel id={optimisation.id} />
          </PanelSlot>
        </PanelGrid>
      </Page>
    </HydrationBoundary>
  );
}
