'use client';

import { useId, useState } from 'react';
import classes from './panel.module.css';
import popup from './popup.module.css';

/** What a figure means, on demand. */
export function HelpPopover({ text, of }: { text: string; of: string }) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  return (
    <span className={popup.around}>
      <button
        type="button"
        className={`${classes.info} ${popup.opener}`}
        aria-label={`What is meant by ${of}`}
        popoverTarget={id}
      >
        ?
      </button>
      <span
        id={id}
        popover="auto"
        className={`${classes.definition} ${popup.popup}`}
        onBeforeToggle={event => setOpen(event.newState === 'open')}
      >
        {isOpen && text}
      </span>
    </span>
  );
}
