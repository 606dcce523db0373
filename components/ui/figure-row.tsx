import type { CSSProperties, ReactNode } from 'react';
import classes from './figure.module.css';

interface FigureRowProps {
  /** Heads the figures for those who cannot see that they belong together. */
  title?: string;
  /** How many figures there are. */
  count: number;
  children: ReactNode;
}

/** Figures side by side, two in a row on a phone. */
export function FigureRow({ title, count, children }: FigureRowProps) {
  return (
    <div>
      {title !== undefined && <h2 className={classes.hidden}>{title}</h2>}
      <dl className={classes.row} style={{ '--count': count } as CSSProperties}>
        {children}
      </dl>
    </div>
  );
}
