import { redirect } from 'next/navigation';
import type { SearchParams } from 'nuqs/server';
import { filterLink } from '@/components/filters/filter-link';

/** The first part of the settings; filters stay for the way back to the figures. */
export default async function SettingsStart({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const given = Object.entries(await searchParams).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value]] : [],
  );
  redirect(filterLink('/settings/servers', new URLSearchParams(given)));
}
