import type { ReactNode } from 'react';
import classes from '@/components/layout/page.module.css';

/** Leads out of Buildhours, into a tab of its own. */
export function ExternalLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} target="_blank" rel="noreferrer" className={classes.outside}>
      {children} <span aria-hidden="true">↗</span>
      <span className={classes.hidden}> (in a new tab)</span>
    </a>
  );
}
