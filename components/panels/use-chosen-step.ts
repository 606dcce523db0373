'use client';

import { useFilterState } from '@/components/filters/use-filter';
import type { StepTotalsRow } from '@/lib/metrics/query';
import { stepKey } from './step-series';

/** The step in the address, else the one that takes the most time; null where no step ran. */
export function useChosenStep(totals: readonly StepTotalsRow[]): [string | null, (key: string) => void] {
  const [{ step }, setFilters] = useFilterState();
  const ran = totals.filter(row => row.n > 0);
  const known = ran.some(row => stepKey(row) === step);
  const longest = ran.length === 0 ? null : ran.reduce((a, b) => (b.totalMs > a.totalMs ? b : a));
  const chosen = known ? step : longest === null ? null : stepKey(longest);
  return [chosen, key => setFilters({ step: key })];
}
