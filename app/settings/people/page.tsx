import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { ALL_EVENTS } from '@/components/filters/page-filters';
import { LeftOutPanel } from '@/components/pages/settings/left-out-panel';
import { PeopleForm } from '@/components/pages/settings/people-form';
import { SettingsPage } from '@/components/pages/settings/settings-page';
import { PanelSlot } from '@/components/ui/panel-layout';
import { loginsQuery } from '@/lib/builds/query';
import { BOT_PATTERN_MEANING } from '@/lib/settings/people';
import { prefetchLogins } from '../prefetch-logins';
import { prefetchSettings } from '../prefetch-settings';

export const metadata: Metadata = { title: 'People and bots · Settings' };

/** Who is who, and whose builds keep nobody waiting. */
export default async function PeoplePage() {
  const client = new QueryClient();
  // The form names them below its patterns: it is as high as they are many.
  await Promise.all([prefetchSettings(client), prefetchLogins(client)]);
  const areKnown = client.getQueryData(loginsQuery(ALL_EVENTS).queryKey) !== undefined;
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <SettingsPage>
        <PeopleForm botPatternMeaning={BOT_PATTERN_MEANING} />
        <PanelSlot {...(!areKnown && { height: 435, phoneHeight: 632 })}>
          <LeftOutPanel />
        </PanelSlot>
      </SettingsPage>
    </HydrationBoundary>
  );
}
