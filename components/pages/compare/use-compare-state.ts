'use client';

import { useQueryStates } from 'nuqs';
import { useDeferredValue, useMemo } from 'react';
import { useFilterContext } from '@/components/filters/filter-context';
import { compareParsers, compareSearchOf } from './compare-state';

/** What is compared; what the figures on the screen are of may lag behind what was chosen last. */
export function useCompareState() {
  const { filter } = useFilterContext();
  const [wanted, set] = useQueryStates(compareParsers, { history: 'push' });
  const chosen = useDeferredValue(wanted);
  const search = useMemo(() => compareSearchOf(filter, chosen), [filter, chosen]);
  return { wanted, search, set };
}
