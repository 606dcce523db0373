'use client';

import { useSearchParams } from 'next/navigation';
import { useCallback } from 'react';
import { type FilterChange, filterLink } from './filter-link';

/** Makes links that keep the filters of the page: `link('/builds', { team: null })`. */
export function useFilterLink(): (href: string, change?: FilterChange) => string {
  const search = useSearchParams();
  return useCallback((href, change) => filterLink(href, new URLSearchParams(search), change), [search]);
}
