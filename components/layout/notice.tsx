import type { ReactNode } from 'react';
import { SKIP_TARGETS } from '@/components/ui/skip-link';
import classes from './app-shell.module.css';

/** What stands where a page should. Every page brings it along, so it is plain, and its style is the shell's. */
export function Notice({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={classes.notice} id={SKIP_TARGETS.figures} tabIndex={-1}>
      <h1>{title}</h1>
      {children}
    </div>
  );
}
