import type { ReactNode } from 'react';
import classes from './panel.module.css';

/** Panels below each other; with `columns` two side by side where there is room. */
export function PanelGrid({ columns = 1, children }: { columns?: 1 | 2; children: ReactNode }) {
  return <div className={columns === 2 ? classes.grid : classes.stack}>{children}</div>;
}
