'use client';

import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import classes from './command-palette.module.css';

const PaletteDialog = dynamic(() => import('./palette-dialog').then(module => module.PaletteDialog), {
  ssr: false,
});

/** Finds services, steps, teams, builds and pages, from anywhere: Ctrl-K, or a slash. Loaded when it is first opened. */
export function CommandPalette({ onOpen }: { onOpen: () => void }) {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isShortcut = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k';
      const isSlash = event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (!isShortcut && !(isSlash && !isTyping(event.target))) return;
      event.preventDefault();
      setOpen(true);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <button
        type="button"
        className={classes.opener}
        aria-keyshortcuts="Control+K /"
        onClick={() => {
          onOpen();
          setOpen(true);
        }}
      >
        Find <kbd className={classes.key}>Ctrl K</kbd>
      </button>
      {isOpen && <PaletteDialog onClose={() => setOpen(false)} />}
    </>
  );
}

/** A slash that somebody writes is one. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}
