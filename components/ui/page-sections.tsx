import type { ReactNode } from 'react';
import classes from './page-sections.module.css';

/** The way to the parts of a long page; it stays in sight. Plain links, so that back returns to where one was. */
export function SectionNav({ sections }: { sections: ReadonlyArray<{ id: string; label: string }> }) {
  return (
    <nav className={classes.nav} aria-label="On this page">
      {sections.map(({ id, label }) => (
        <a key={id} href={`#${id}`}>
          {label}
        </a>
      ))}
    </nav>
  );
}

/** A part of a page that `SectionNav` leads to; the focus goes with it. */
export function PageSection({ id, label, children }: { id: string; label: string; children: ReactNode }) {
  return (
    <section id={id} aria-label={label} tabIndex={-1} className={classes.section}>
      {children}
    </section>
  );
}
