'use client';

import Link from 'next/link';
import { useState } from 'react';
import { type SavedView, useSavedViews, withViewBack } from './saved-views';
import classes from './saved-views.module.css';

/** The views of this browser, below the pages; one that is deleted can be had back. */
export function SavedViewList({ onChoose }: { onChoose: () => void }) {
  const [views, setViews] = useSavedViews();
  const [deleted, setDeleted] = useState<{ view: SavedView; place: number } | null>(null);
  if (views.length === 0 && deleted === null) return null;
  return (
    <section className={classes.views} aria-labelledby="saved-views">
      <p className={classes.title} id="saved-views">
        Saved views
      </p>
      <ul className={classes.list}>
        {views.map((view, place) => (
          <li key={view.name} className={classes.view}>
            <Link href={view.address} prefetch={false} className={classes.link} onClick={onChoose}>
              {view.name}
            </Link>
            <button
              type="button"
              className={classes.delete}
              aria-label={`Delete the view ${view.name}`}
              title="Delete"
              onClick={() => {
                setViews(views.filter(other => other !== view));
                setDeleted({ view, place });
              }}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      <p className={classes.deleted} role="status">
        {deleted !== null && (
          <>
            Deleted {deleted.view.name}.{' '}
            <button
              type="button"
              onClick={() => {
                setViews(withViewBack(views, deleted.view, deleted.place));
                setDeleted(null);
              }}
            >
              Undo
            </button>
          </>
        )}
      </p>
    </section>
  );
}
