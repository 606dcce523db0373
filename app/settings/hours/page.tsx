import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { prefetch } from '@/app/prefetch';
import { ALL_EVENTS } from '@/components/filters/page-filters';
import { HoursForm } from '@/components/pages/settings/hours-form';
import { SettingsPage } from '@/components/pages/settings/settings-page';
import { prefetchLogins } from '../prefetch-logins';
import { prefetchSettings } from '../prefetch-settings';

export const metadata: Metadata = { title: 'Working hours · Settings' };

/** When people work, and by whose clock days begin. */
export default async function HoursPage() {
  const logins = prefetch(ALL_EVENTS, [], prefetchLogins);
  const client = new QueryClient();
  await prefetchSettings(client);
  return (
    <HydrationBoundary state={logins}>
      <HydrationBoundary state={dehydrate(client)}>
        <SettingsPage>
          <HoursForm />
        </SettingsPage>
      </HydrationBoundary>
    </HydrationBoundary>
  );
}
