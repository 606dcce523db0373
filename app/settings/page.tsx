import { redirect } from 'next/navigation';
import type { SearchParams } from 'nuqs/server';
import { requirePrincipal } from '@/app/principal';
import { filterLink } from '@/components/filters/filter-link';

const FIRST_PART = {
  viewer: '/settings/access',
  editor: '/settings/services',
  admin: '/settings/servers',
} as const;

/** The first part of the settings that the reader may see; filters stay for the way back to the figures. */
export default async function SettingsStart({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const given = Object.entries(await searchParams).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  const { role, isLimited } = await requirePrincipal();
  redirect(filterLink(FIRST_PART[isLimited ? 'viewer' : role], new URLSearchParams(given)));
}
