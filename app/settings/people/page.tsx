import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { prefetch } from '@/app/prefetch';
import { NO_FILTER } from '@/components/filters/page-filters';
import { PanelSlot } from '@/components/panels/panel-slot';
import { LeftOutPanel } from '@/components/settings/left-out-panel';
import { PeopleForm } from '@/components/settings/people-form';
import { SettingsPage } from '@/components/settings/settings-page';
import { BOT_PATTERN_MEANING } from '@/lib/catalog/people';
import { prefetchLogins } from '../prefetch-logins';
import { prefetchSettings } from '../prefetch-settings';

export const metadata: Metadata = { title: 'People and bots · Settings' };

/** Who is who, and whose builds keep nobody waiting. */
export default function PeoplePage() {
  const state = prefetch(NO_FILTER, [], client => {
    prefetchSettings(client);
    prefetchLogins(client);
  });
  return (
    <HydrationBoundary state={state}>
      <SettingsPage>
        <PanelSlot height={585} phoneHeight={645}>
          <PeopleForm botPatternMeaning={BOT_PATTERN_MEANING} />
        </PanelSlot>
        <PanelSlot height={435} phoneHeight={632}>
          <LeftOutPanel />
        </PanelSlot>
      </SettingsPage>
    </HydrationBoundary>
  );
}
