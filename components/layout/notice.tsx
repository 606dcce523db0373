import type { ReactNode } from 'react';
import classes from './frame.module.css';

/** What stands where a page should. Every page brings it along, so it is plain, and its style is the frame's. */
export function Notice({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className={classes.notice}>
      <h1>{title}</h1>
      {children}
    </div>
  );
}
