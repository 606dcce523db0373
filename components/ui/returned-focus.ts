'use client';

import { useEffect, useLayoutEffect, useRef } from 'react';

/** Whoever had the focus has it again; the kit's dialog does not know of it, as it only comes when it is open. */
export function useReturnedFocus(isOpen: boolean) {
  const lost = useRef<HTMLElement | null>(null);
  useEffect(() => {
    // A button is disabled while it is busy, and loses the focus to nobody when that takes longer than a frame.
    const note = ({ target }: FocusEvent) => {
      lost.current = target instanceof HTMLElement && target.matches(':disabled') ? target : null;
    };
    document.addEventListener('focusout', note);
    return () => document.removeEventListener('focusout', note);
  }, []);
  useLayoutEffect(() => {
    if (!isOpen) return;
    const { activeElement, body } = document;
    const before = activeElement === body ? lost.current : activeElement;
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, [isOpen]);
}
