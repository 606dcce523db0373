'use client';

import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useFilterScope } from '@/components/filters/filter-scope';
import { NO_FILTER } from '@/components/filters/page-filters';
import { useFilterState } from '@/components/filters/use-filter-state';
import { Problem } from '@/components/ui/problem';
import { rangeProblem } from '@/lib/time/ranges';

/** What the address asks for, or once, for the whole page, why its range means nothing and what would. */
export function BadRange({ children }: { children: ReactNode }) {
  const { wanted, filter } = useFilterScope();
  const [, setFilters] = useFilterState();
  // The figures below are of the filter that was wanted before, until those of the new one are there.
  const range = [wanted.range, filter.range].find(asked => rangeProblem(asked) !== null);
  if (range === undefined) return children;
  return (
    <Problem title="There are no such days">
      <p>
        The range “{range}” in the address {rangeProblem(range)}. Choose one above, or write two days, such as
        2026-03-02..2026-03-29.
      </p>
      <Button size="xs" variant="default" onClick={() => setFilters({ range: NO_FILTER.range })}>
        Show the last 4 whole weeks
      </Button>
    </Problem>
  );
}
