import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import type { PageFilters } from '@/components/filters/page-filters';
import { readFilter } from '@/components/filters/read-filter';
import { LeftOutPanel } from '@/components/pages/settings/left-out-panel';
import { PeopleForm } from '@/components/pages/settings/people-form';
import { SettingsPage } from '@/components/pages/settings/settings-page';
import { PanelSlot } from '@/components/ui/panel-layout';
import { loginsQuery } from '@/lib/builds/query';
import { BOT_PATTERN_MEANING } from '@/lib/settings/people';
import { prefetchLogins } from '../prefetch-logins';
import { prefetchSettings } from '../prefetch-settings';

export const metadata: Metadata = { title: 'People and bots · Settings' };

/** The days of which is told whose builds count. */
const FILTERS: PageFilters = { offers: ['range'] };

/** Who is who, and whose builds keep nobody waiting. */
export default async function PeoplePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const filter = await readFilter(searchParams, FILTERS);
  const client = new QueryClient();
  // The form names them below its patterns: it is as high as they are many.
  await Promise.all([prefetchSettings(client), prefetchLogins(client, filter)]);
  const areKnown = client.getQueryData(loginsQuery(filter).queryKey) !== undefined;
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <SettingsPage filters={FILTERS}>
        <PeopleForm botPatternMeaning={BOT_PATTERN_MEANING} />
        <PanelSlot {...(!areKnown && { height: 435, phoneHeight: 632 })}>
          <LeftOutPanel />
        </PanelSlot>
      </SettingsPage>
    </HydrationBoundary>
  );
}
