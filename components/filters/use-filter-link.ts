'use client';

import { useSearchParams } from 'next/navigation';
import { useCallback } from 'react';
import { type FilterChange, filterLink } from './filter-link';

/** Makes links that keep the filters of the page, and more where asked: `link('/builds', { team: null }, ['status'])`. */
export function useFilterLink(): (href: string, change?: FilterChange, more?: readonly string[]) => string {
  const search = useSearchParams();
  return useCallback(
    (href, change, more) => filterLink(href, new URLSearchParams(search), change, more),
    [search],
  );
}
