'use client';

import { useQueryStates } from 'nuqs';
import { viewParsers } from './filter-parsers';

/** How the page shows its figures, in the address too; going back leads to another page, not to another look. */
export function useViewState() {
  return useQueryStates(viewParsers, { history: 'replace' });
}
