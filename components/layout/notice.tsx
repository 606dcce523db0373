import type { ReactNode } from 'react';
import classes from './app-shell.module.css';

/** What stands where a page should. Every page brings it along, so it is plain, and its style is the shell's. */
export function Notice({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={classes.notice}>
      <h1>{title}</h1>
      {children}
    </div>
  );
}
