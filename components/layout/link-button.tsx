'use client';

import dynamic from 'next/dynamic';
import { useId, useState } from 'react';
import popup from '@/components/ui/popup.module.css';
import classes from './link-button.module.css';

const LinkChoices = dynamic(() => import('./link-choices').then(module => module.LinkChoices), {
  ssr: false,
});

/** The address of what is seen: to be copied, or kept in this browser. Loaded when it is first opened. */
export function LinkButton({ title }: { title: string }) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <div className={popup.around}>
      <button type="button" className={`${classes.button} ${popup.opener}`} popoverTarget={id}>
        Link
      </button>
      <div
        id={id}
        popover="auto"
        className={popup.popup}
        onToggle={event => setOpen(event.newState === 'open')}
      >
        {isOpen && <LinkChoices title={title} />}
      </div>
    </div>
  );
}
