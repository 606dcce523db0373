import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { prefetch } from '@/app/prefetch';
import { NO_FILTER } from '@/components/filters/page-filters';
import { PanelSlot } from '@/components/panels/panel-slot';
import { HoursForm } from '@/components/settings/hours-form';
import { SettingsPage } from '@/components/settings/settings-page';
import { prefetchLogins } from '../prefetch-logins';
import { prefetchSettings } from '../prefetch-settings';

export const metadata: Metadata = { title: 'Working hours · Settings' };

/** When people work, and by whose clock days begin. */
export default function HoursPage() {
  const state = prefetch(NO_FILTER, [], client => {
    prefetchSettings(client);
    prefetchLogins(client);
  });
  return (
    <HydrationBoundary state={state}>
      <SettingsPage>
        <PanelSlot height={610} phoneHeight={763}>
          <HoursForm />
        </PanelSlot>
      </SettingsPage>
    </HydrationBoundary>
  );
}
