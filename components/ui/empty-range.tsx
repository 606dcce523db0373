'use client';

import { Button } from '@mantine/core';
import { useFilterScope } from '@/components/filters/filter-scope';
import { NO_FILTER } from '@/components/filters/page-filters';
import { useFilterState } from '@/components/filters/use-filter-state';
import { useHealth } from '@/components/layout/use-health';
import { formatCount } from '@/lib/format';
import { isImporting } from '@/lib/operations/query';
import { EmptyPanel } from './empty-panel';

const LONGER = '26w';
const LONG = ['26w', '1y'];

/** Nothing of what is asked for happened in the range: which filters leave nothing, each with a way to drop it. */
export function EmptyRange({ title, what = 'successful build' }: { title: string; what?: string }) {
  const { page, filter } = useFilterScope();
  const [, setFilters] = useFilterState();
  const health = useHealth();
  const set = page.offers.filter(
    name =>
      name !== 'range' &&
      name !== 'bucket' &&
      filter[name] !== NO_FILTER[name] &&
      !Object.hasOwn(page.fixed ?? {}, name),
  );
  const narrowed = set.length === 0 ? '' : ` with ${set.map(name => `${name} ${filter[name]}`).join(', ')}`;
  const toCome = isImporting(health)
    ? ` The history is still coming in, newest builds first: ${formatCount(health.import?.buildsToGo ?? 0)} builds are to come.`
    : '';
  return (
    <EmptyPanel
      title={title}
      actions={
        <>
          {set.map(name => (
            <Button key={name} size="xs" variant="default" onClick={() => setFilters({ [name]: null })}>
              Drop {name} {filter[name]}
            </Button>
          ))}
          {page.offers.includes('range') && !LONG.includes(filter.range) && (
            <Button size="xs" variant="default" onClick={() => setFilters({ range: LONGER })}>
              Look at the last 26 weeks
            </Button>
          )}
        </>
      }
    >
      No {what} finished in this range{narrowed}.{toCome}
    </EmptyPanel>
  );
}
