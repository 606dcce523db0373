'use client';

import { useQueryStates } from 'nuqs';
import { useCallback } from 'react';
import { expandedParsers } from './expanded-parsers';

/** Whether something of this name is expanded, and what collapses or expands it. */
export function useExpanded(id: string): [isExpanded: boolean, toggle: () => void] {
  const [{ open }, setOpen] = useQueryStates(expandedParsers, { history: 'replace' });
  const isExpanded = open.includes(id);
  const toggle = useCallback(
    () => void setOpen({ open: isExpanded ? open.filter(other => other !== id) : [...open, id] }),
    [setOpen, open, isExpanded, id],
  );
  return [isExpanded, toggle];
}
