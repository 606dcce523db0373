import { dehydrate, HydrationBoundary, QueryClient } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { requirePrincipal } from '@/app/principal';
import { AccessPanels } from '@/components/pages/settings/access-panels';
import { SettingsPage } from '@/components/pages/settings/settings-page';
import { accessContext } from '@/lib/access/access-context';
import { accessQuery } from '@/lib/access/query';
import { readAccess } from '@/lib/access/read-access';

export const metadata: Metadata = { title: 'Access · Settings' };

/** Who gets in. */
export default async function AccessPage() {
  const client = new QueryClient();
  const principal = await requirePrincipal();
  await client.fetchQuery(accessQuery(() => readAccess(accessContext(), principal)));
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <SettingsPage>
        <AccessPanels />
      </SettingsPage>
    </HydrationBoundary>
  );
}
