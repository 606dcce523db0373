'use client';

import { useSearchParams } from 'next/navigation';
import { type FormEvent, useId, useState } from 'react';
import { useFilterContext } from '@/components/filters/filter-context';
import { formatDay, formatRange } from '@/lib/format';
import { addDays } from '@/lib/time/days';
import { daysOfRange, pinnedRange } from '@/lib/time/ranges';
import { useHealth } from './health';
import classes from './link-button.module.css';
import { useSavedViews, withView } from './saved-views';
import saved from './saved-views.module.css';
import { useDaysOf } from './use-days-of';

/** What `LinkButton` opens. */
export function LinkChoices({ title }: { title: string }) {
  const { page, wanted } = useFilterContext();
  const days = useDaysOf(wanted.range);
  const { today } = useHealth();
  const search = useSearchParams();
  const [copied, setCopied] = useState<string | null>(null);
  const isPinned = !page.offers.includes('range') || daysOfRange(wanted.range) !== null;
  const last = days === null ? null : addDays(days.until, -1);
  const isRunning = today !== undefined && last !== null && last >= today;
  const copy = async (pinned: boolean) => {
    const address = new URL(window.location.href);
    address.search = search.toString();
    if (pinned && days !== null) address.searchParams.set('range', pinnedRange(days, wanted.range));
    // Slashes need no escape in a query, and people read addresses; in a path they do.
    const query = address.search.replaceAll('%2F', '/');
    setCopied(await write(`${address.origin}${address.pathname}${query}${address.hash}`));
  };
  return (
    <>
      <div className={classes.choices}>
        <button type="button" className={classes.choice} onClick={() => copy(false)}>
          {isPinned ? 'Copy the link' : 'Copy, moving along'}
          {!isPinned && <span className={classes.what}>shows the newest days whenever it is opened</span>}
        </button>
        {!isPinned && days !== null && last !== null && (
          <button type="button" className={classes.choice} onClick={() => copy(true)}>
            Copy, pinned to its days
            <span className={classes.what}>
              stays with {formatRange(days.from, last)}
              {isRunning && `; their figures go on changing, as ${formatDay(today)} is not over`}
            </span>
          </button>
        )}
      </div>
      <p className={classes.copied} role="status">
        {copied}
      </p>
      <SaveView
        title={title}
        onSaved={name => setCopied(`Saved as ${name}, in the navigation of this browser.`)}
      />
    </>
  );
}

/** Keeps the address under a name, in this browser alone. */
function SaveView({ title, onSaved }: { title: string; onSaved: (name: string) => void }) {
  const [views, setViews] = useSavedViews();
  const field = useId();
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = new FormData(event.currentTarget).get('name');
    if (typeof name !== 'string' || name.trim() === '') return;
    const { pathname, search } = window.location;
    setViews(withView(views, { name: name.trim(), address: `${pathname}${search}` }));
    onSaved(name.trim());
  };
  return (
    <form className={saved.form} onSubmit={save}>
      <label htmlFor={field}>Save as a view in this browser</label>
      <span className={saved.fields}>
        <input id={field} name="name" defaultValue={title} maxLength={60} required autoComplete="off" />
        <button type="submit" className={classes.button}>
          Save
        </button>
      </span>
    </form>
  );
}

/** What became of it, in words. Pages that came by plain http from elsewhere have no clipboard. */
async function write(text: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(text);
    return 'Copied.';
  } catch {
    return `Copy it from here: ${text}`;
  }
}
