'use client';

import classes from './filter-bar.module.css';
import { useFilterScope } from './filter-scope';
import type { FilterName } from './page-filters';
import { useFilterState } from './use-filter-state';

/** Filters that no list offers: one comes to them by a link, and drops them here. */
export function FilterChips({ names }: { names: readonly FilterName[] }) {
  const { wanted } = useFilterScope();
  const [, setFilters] = useFilterState();
  return names.map(name => (
    <button
      key={name}
      type="button"
      className={classes.chip}
      aria-label={`Drop the filter ${name} ${wanted[name]}`}
      onClick={() => setFilters({ [name]: null })}
    >
      {name}: <strong>{wanted[name]}</strong> <span aria-hidden="true">×</span>
    </button>
  ));
}
