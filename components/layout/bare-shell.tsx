import type { ReactNode } from 'react';
import classes from './app-shell.module.css';

/** What a page lives in while nobody is signed in: nothing of the builds is told, not even how many there are. */
export function BareShell({ children }: { children: ReactNode }) {
  return (
    <main className={classes.bare} id="page">
      {children}
    </main>
  );
}
