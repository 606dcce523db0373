'use client';

import { useLayoutEffect } from 'react';

/** Whoever had the focus has it again; the kit's dialog does not know of it, as it only comes when it is open. */
export function useReturnedFocus(isOpen: boolean) {
  useLayoutEffect(() => {
    if (!isOpen) return;
    const before = document.activeElement;
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, [isOpen]);
}
