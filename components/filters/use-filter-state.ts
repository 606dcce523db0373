'use client';

import { parseAsString, useQueryStates } from 'nuqs';
import { useCallback } from 'react';
import type { FilterChange } from './filter-link';
import { filterParsers } from './filter-parsers';

/** A list that goes on over pages begins with its first one again when its filters change. */
const PAGING = { cursor: parseAsString };
const STATE = { ...filterParsers, ...PAGING };

/** The filters in the address; each change is a step in the browser's history. */
export function useFilterState() {
  const [state, setState] = useQueryStates(STATE, { history: 'push' });
  const set = useCallback((change: FilterChange) => setState({ ...change, cursor: null }), [setState]);
  return [state, set] as const;
}
