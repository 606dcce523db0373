import { redirect } from 'next/navigation';
import type { SearchParams } from 'nuqs/server';
import { requirePrincipal } from '@/app/principal';
import { filterLink } from '@/components/filters/filter-link';
import { settingsPartsFor } from '@/components/pages/settings/settings-parts';
import { includesRole } from '@/lib/access/role';

/** The first part of the settings that the reader may see; filters stay for the way back to the figures. */
export default async function SettingsStart({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const given = Object.entries(await searchParams).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  const { role, isLimited } = await requirePrincipal();
  const [first] = settingsPartsFor(takes => includesRole(role, takes), !isLimited);
  redirect(filterLink(first?.href ?? '/', new URLSearchParams(given)));
}
