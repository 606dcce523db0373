import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { isNarrowed } from '@/components/filters/page-filters';
import { FAVOURITE_COOKIE } from '@/lib/favourite-cookie';
import type { MetricFilter } from '@/lib/metrics/query';

/**
 * Leads who opens a page to the same page of their favourite team, before anything is asked for all teams. Links within
 * the pages are left alone: the browser knows which of its tabs went on to all teams.
 */
export async function beginWithFavourite(
  path: string,
  search: Readonly<Record<string, string | string[] | undefined>>,
  filter: MetricFilter,
): Promise<void> {
  const team = (await cookies()).get(FAVOURITE_COOKIE)?.value ?? '';
  const isOpened = (await headers()).get('accept')?.startsWith('text/html') === true;
  if (team === '' || !isOpened || isNarrowed(filter)) return;
  const next = new URLSearchParams();
  for (const [key, values] of Object.entries(search))
    for (const value of [values ?? []].flat()) next.append(key, value);
  next.set('team', team);
  redirect(`${path}?${next}`);
}
