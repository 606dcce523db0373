import { type ReactNode, useId } from 'react';
import classes from './problem.module.css';

/** What is wrong, and what to do about it; screen readers say it at once. */
export function Problem({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <div role="alert" aria-labelledby={id} className={classes.problem}>
      <strong id={id} className={classes.title}>
        {title}
      </strong>
      {children}
    </div>
  );
}
