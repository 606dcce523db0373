'use client';

import { useQueryStates } from 'nuqs';
import { useCallback } from 'react';
import { foldParsers } from './fold-state';

/** Whether something of this name is unfolded, and what folds or unfolds it. */
export function useFold(id: string): [opened: boolean, toggle: () => void] {
  const [{ open }, setFolds] = useQueryStates(foldParsers, { history: 'replace' });
  const opened = open.includes(id);
  const toggle = useCallback(
    () => void setFolds({ open: opened ? open.filter(other => other !== id) : [...open, id] }),
    [setFolds, open, opened, id],
  );
  return [opened, toggle];
}
