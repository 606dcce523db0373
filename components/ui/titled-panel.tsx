import { type ReactNode, useId } from 'react';
import classes from './panel.module.css';

interface TitledPanelProps {
  title: ReactNode;
  /** A `<HelpPopover>`. */
  help?: ReactNode;
  /** What it rests on, such as `builds · n = 412`. */
  basis?: ReactNode;
  children: ReactNode;
}

/** A panel that shows no metric: a list, a table that is written to, a form. */
export function TitledPanel({ title, help, basis, children }: TitledPanelProps) {
  const heading = useId();
  return (
    <article className={classes.panel} aria-labelledby={heading}>
      <h2 className={classes.title} id={heading}>
        {title}
        {help !== undefined && <> {help}</>}
      </h2>
      {basis !== undefined && <div className={classes.basis}>{basis}</div>}
      {children}
    </article>
  );
}

/** A table in such a panel: as wide as it needs, it scrolls by itself on a phone. */
export function TableArea({ children }: { children: ReactNode }) {
  return <div className={classes.whole}>{children}</div>;
}
