'use client';

import { type ReactNode, useId } from 'react';
import classes from './fold.module.css';
import { useFold } from './use-fold';

interface FoldProps {
  /** Stands in the address while it is open. */
  id: string;
  title: string;
  /** What is inside, in a few words. */
  about: string;
  children: ReactNode;
}

/** What is asked rarely: a line that unfolds; its content is only read then. */
export function Fold({ id, title, about, children }: FoldProps) {
  const [opened, toggle] = useFold(id);
  const content = useId();
  return (
    <section className={classes.fold}>
      <h2 className={classes.head}>
        <button
          type="button"
          className={classes.button}
          aria-expanded={opened}
          aria-controls={content}
          onClick={toggle}
        >
          <span className={classes.mark} aria-hidden="true" />
          <span className={classes.title}>{title}</span>
          <span className={classes.about}>{about}</span>
        </button>
      </h2>
      <div id={content} className={classes.content} hidden={!opened}>
        {opened && children}
      </div>
    </section>
  );
}
