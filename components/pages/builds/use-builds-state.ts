'use client';

import { useQueryStates } from 'nuqs';
import { useDeferredValue, useMemo } from 'react';
import { buildsParsers } from './builds-state';

/** Status and page of the list; what the rows on the screen are of may lag behind what was chosen last. */
export function useBuildsState() {
  const [wanted, set] = useQueryStates(buildsParsers, { history: 'push' });
  const { status, leftOut, cursor } = wanted;
  const chosen = useMemo(() => ({ status, leftOut, cursor }), [status, leftOut, cursor]);
  return { wanted, shown: useDeferredValue(chosen), set };
}
