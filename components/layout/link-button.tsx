'use client';

import { useSearchParams } from 'next/navigation';
import { useId, useState } from 'react';
import { useFilterContext } from '@/components/filters/filter-context';
import popup from '@/components/ui/popup.module.css';
import { formatRange } from '@/lib/format';
import { addDays } from '@/lib/time/days';
import { daysOfRange } from '@/lib/time/ranges';
import classes from './link-button.module.css';
import { useDaysOf } from './use-days-of';

/** Copies the address of what is seen: as it moves along with the days, or with its days pinned. */
export function LinkButton() {
  const { page, wanted } = useFilterContext();
  const days = useDaysOf(wanted.range);
  const search = useSearchParams();
  const [copied, setCopied] = useState<string | null>(null);
  const id = useId();
  const isPinned = !page.offers.includes('range') || daysOfRange(wanted.range) !== null;
  const last = days === null ? null : addDays(days.until, -1);
  const copy = async (pinned: boolean) => {
    const address = new URL(window.location.href);
    address.search = search.toString();
    if (pinned && days !== null) address.searchParams.set('range', `${days.from}..${last}`);
    // Slashes need no escape in a query, and people read addresses; in a path they do.
    const query = address.search.replaceAll('%2F', '/');
    setCopied(await write(`${address.origin}${address.pathname}${query}${address.hash}`));
  };
  return (
    <div className={popup.around}>
      <button type="button" className={`${classes.button} ${popup.opener}`} popoverTarget={id}>
        Link
      </button>
      <div
        id={id}
        popover="auto"
        className={popup.popup}
        onToggle={event => {
          if (event.newState === 'open') setCopied(null);
        }}
      >
        <div className={classes.choices}>
          <button type="button" className={classes.choice} onClick={() => copy(false)}>
            {isPinned ? 'Copy the link' : 'Copy, moving along'}
            {!isPinned && <span className={classes.what}>shows the newest days whenever it is opened</span>}
          </button>
          {!isPinned && days !== null && last !== null && (
            <button type="button" className={classes.choice} onClick={() => copy(true)}>
              Copy, pinned to its days
              <span className={classes.what}>always shows {formatRange(days.from, last)}</span>
            </button>
          )}
        </div>
        <p className={classes.copied} role="status">
          {copied}
        </p>
      </div>
    </div>
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
