'use client';

import { useQueryStates } from 'nuqs';
import { useDeferredValue, useMemo } from 'react';
import { buildsParsers } from './builds-state';

/** What the list is narrowed to, and its page; what the rows on the screen are of may lag behind what was chosen last. */
export function useBuildsState() {
  const [wanted, set] = useQueryStates(buildsParsers, { history: 'push' });
  const { status, leftOut, pace, text, branchName, author, weekHour, cursor } = wanted;
  const chosen = useMemo(
    () => ({ status, leftOut, pace, text, branchName, author, weekHour, cursor }),
    [status, leftOut, pace, text, branchName, author, weekHour, cursor],
  );
  const shown = useDeferredValue(chosen);
  return { wanted, shown, isStale: shown !== chosen, set };
}
