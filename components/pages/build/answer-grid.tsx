import type { ReactNode } from 'react';
import classes from './build.module.css';

/** The answers of a build side by side, where there is room. */
export function AnswerGrid({ children }: { children: ReactNode }) {
  return <div className={classes.answers}>{children}</div>;
}
