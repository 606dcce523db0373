import { type ReactNode, useId } from 'react';
import classes from './panel.module.css';

interface TitledPanelProps {
  title: ReactNode;
  /** A `<HelpPopover>`. */
  help?: ReactNode;
  /** What it rests on, such as `builds · n = 412`. */
  basis?: ReactNode;
  /** 1 where the panel is the page; left out: 2. */
  level?: 1 | 2;
  children: ReactNode;
}

/** A panel that shows no metric: a list, a table that is written to, a form. */
export function TitledPanel({ title, help, basis, level = 2, children }: TitledPanelProps) {
  const heading = useId();
  const Heading = level === 1 ? 'h1' : 'h2';
  return (
    <article className={classes.panel} aria-labelledby={heading}>
      <Heading className={classes.title} id={heading}>
        {title}
        {help !== undefined && <>&nbsp;{help}</>}
      </Heading>
      {basis !== undefined && <div className={classes.basis}>{basis}</div>}
      {children}
    </article>
  );
}

/** A table in such a panel: as wide as it needs, it scrolls by itself on a phone. */
export function TableArea({ children }: { children: ReactNode }) {
  return <div className={classes.whole}>{children}</div>;
}
