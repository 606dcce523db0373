import { Title } from '@mantine/core';
import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import type { SearchParams } from 'nuqs/server';
import { prefetch } from '@/app/prefetch';
import { FilterBar } from '@/components/filters/filter-bar';
import { loadFilters } from '@/components/filters/filter-parsers';
import { PanelSlot } from '@/components/panels/panel';
import { RepositoriesPanel } from '@/components/panels/repositories-panel';

export const metadata: Metadata = { title: 'Repositories' };

export default async function RepositoriesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const { range, branch, bucket } = await loadFilters(searchParams);
  return (
    <HydrationBoundary state={prefetch([['repositories', { range, branch, bucket, repository: null }]])}>
      <Title order={1} size="h2" mb="md">
        Repositories
      </Title>
      <FilterBar repository={null} />
      <PanelSlot height={480}>
        <RepositoriesPanel />
      </PanelSlot>
    </HydrationBoundary>
  );
}
