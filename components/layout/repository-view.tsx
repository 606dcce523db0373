'use client';

import { Anchor, Breadcrumbs, Text, Title } from '@mantine/core';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { FilterBar } from '@/components/filters/filter-bar';
import { CachePanel } from '@/components/panels/cache-panel';
import { InsidePanel } from '@/components/panels/inside-panel';
import { PanelSlot } from '@/components/panels/panel';
import { StepPanel } from '@/components/panels/step-panel';
import { StepsPanel } from '@/components/panels/steps-panel';
import { TotalsPanel } from '@/components/panels/totals-panel';
import { WaitPanel } from '@/components/panels/wait-panel';

/** One repository: how long its builds are waited for, and on which steps the time goes. */
export function RepositoryView({ repository }: { repository: string }) {
  const search = useSearchParams();
  const kept = new URLSearchParams(search);
  kept.delete('step');
  const query = kept.size === 0 ? '' : `?${kept}`;
  return (
    <>
      <Breadcrumbs mb={4} separatorMargin={6}>
        <Anchor component={Link} href={`/repositories${query}`} size="sm">
          Repositories
        </Anchor>
        <Text size="sm" c="dimmed">
          {repository}
        </Text>
      </Breadcrumbs>
      <Title order={1} size="h2" mb="md">
        {repository}
      </Title>
      <FilterBar repository={repository} />
      <PanelSlot height={106}>
        <TotalsPanel repository={repository} />
      </PanelSlot>
      <PanelSlot height={382}>
        <WaitPanel repository={repository} />
      </PanelSlot>
      <PanelSlot height={580}>
        <StepsPanel repository={repository} />
      </PanelSlot>
      <PanelSlot height={382}>
        <StepPanel repository={repository} />
      </PanelSlot>
      <PanelSlot height={460}>
        <InsidePanel repository={repository} />
      </PanelSlot>
      <PanelSlot height={382}>
        <CachePanel repository={repository} />
      </PanelSlot>
    </>
  );
}
