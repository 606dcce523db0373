import type { ReactNode } from 'react';
import classes from './panel.module.css';

/** A panel without figures says why it has none, and what to do. */
export function EmptyPanel(props: { title: string; children: ReactNode; actions?: ReactNode }) {
  const { title, children, actions } = props;
  return (
    <article className={classes.panel}>
      <h2 className={classes.title}>{title}</h2>
      <div className={classes.message}>{children}</div>
      {actions !== undefined && <div className={classes.actions}>{actions}</div>}
    </article>
  );
}
