import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { SearchParams } from 'nuqs/server';
import { prefetch } from '@/app/prefetch';
import { loadFilters } from '@/components/filters/filter-parsers';
import { RepositoryView } from '@/components/layout/repository-view';
import { hasRepository } from '@/lib/db/has-repository';
import { sharedPool } from '@/lib/db/shared-pool';

interface PageProps {
  params: Promise<{ namespace: string; name: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  return { title: await slugOf(params) };
}

export default async function RepositoryPage({ params, searchParams }: PageProps) {
  const repository = await slugOf(params);
  if (!(await hasRepository(sharedPool(), repository))) notFound();
  const { range, branch, bucket } = await loadFilters(searchParams);
  const filter = { range, branch, bucket, repository };
  const state = prefetch([
    ['build-totals', filter],
    ['build-durations', filter],
    ['step-durations', filter],
    ['step-totals', filter],
    ['step-spans', filter],
    ['cache-rates', filter],
    ['branches', filter],
  ]);
  return (
    <HydrationBoundary state={state}>
      <RepositoryView repository={repository} />
    </HydrationBoundary>
  );
}

async function slugOf(params: PageProps['params']): Promise<string> {
  const { namespace, name } = await params;
  return `${decodeURIComponent(namespace)}/${decodeURIComponent(name)}`;
}
