'use client';

import type { ReactNode } from 'react';
import { useFilterScope } from '@/components/filters/filter-scope';
import classes from './page.module.css';

/** Figures that are about to be replaced are pale. */
export function UpdatingArea({ children }: { children: ReactNode }) {
  const { filter, wanted } = useFilterScope();
  const updating = filter !== wanted;
  return (
    <div aria-busy={updating} className={updating ? (classes.updating ?? '') : ''}>
      {children}
    </div>
  );
}
