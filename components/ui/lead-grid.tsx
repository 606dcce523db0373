import type { ReactNode } from 'react';
import classes from './lead-grid.module.css';

/** Two columns that run by themselves: what the page is about to the left, charts beside it. */
export function LeadGrid({ lead, beside }: { lead: ReactNode; beside: ReactNode }) {
  return (
    <div className={classes.grid}>
      <div className={classes.column}>{lead}</div>
      <div className={classes.column}>{beside}</div>
    </div>
  );
}
