'use client';

import { useSearchParams } from 'next/navigation';
import { parseAsString, useQueryStates } from 'nuqs';
import { useCallback } from 'react';
import { type FilterChange, filterLink } from './filter-link';
import { filterParsers, viewParsers } from './filter-parsers';

/** A list that goes on over pages begins with its first one again when its filters change. */
const PAGING = { cursor: parseAsString };
const STATE = { ...filterParsers, ...PAGING };

/** The filters in the address; each change is a step in the browser's history. */
export function useFilterState() {
  const [state, setState] = useQueryStates(STATE, { history: 'push' });
  const set = useCallback(
    (change: FilterChange, options: { history?: 'replace' } = {}) =>
      setState({ ...change, cursor: null }, options),
    [setState],
  );
  return [state, set] as const;
}

/** How the page shows its figures, in the address too; going back leads to another page, not to another look. */
export function useViewState() {
  return useQueryStates(viewParsers, { history: 'replace' });
}

/** Makes links that keep the filters of the page, and more where asked: `link('/builds', { team: null }, ['status'])`. */
export function useFilterLink(): (
  href: string,
  change?: FilterChange,
  more?: readonly string[],
  also?: Readonly<Record<string, string>>,
) => string {
  const search = useSearchParams();
  return useCallback(
    (href, change, more, also) => filterLink(href, new URLSearchParams(search), change, more, also),
    [search],
  );
}
