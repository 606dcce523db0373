import type { SearchParams } from 'nuqs/server';
import { beginWithFavourite } from '@/app/begin-with-favourite';
import type { PageFilters } from '@/components/filters/page-filters';
import { readFilter } from '@/components/filters/read-filter';
import { Overview } from './overview';

const FILTERS: PageFilters = {
  offers: ['range', 'bucket', 'team', 'service', 'branch', 'event', 'switches'],
  beginsWithFavourite: true,
};

export default async function OverviewPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const filter = await readFilter(searchParams, FILTERS);
  await beginWithFavourite('/', await searchParams, filter);
  return <Overview title="Overview" filters={FILTERS} filter={filter} exports="overview" />;
}
