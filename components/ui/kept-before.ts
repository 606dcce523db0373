'use client';

import { useEffect } from 'react';

interface KeptBefore {
  /** The key of versions before, and that of today. */
  from: string;
  to: string;
  /** What today's key holds where nothing is kept, which `useLocalStorage` writes when it is first read. */
  nothing: string;
  /** As today's key has it; null: it is nothing. */
  read: (text: string) => string | null;
}

/** Moves what versions before kept to today's key, once, where that holds nothing. */
export function moveKept(
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  { from, to, nothing, read }: KeptBefore,
): void {
  const text = storage.getItem(from);
  if (text === null) return;
  const kept = read(text);
  const known = storage.getItem(to);
  if (kept !== null && (known === null || known === nothing)) storage.setItem(to, kept);
  storage.removeItem(from);
}

/** The same for this browser; stands before the `useLocalStorage` that reads today's key, as effects run in order. */
export function useKeptBefore(kept: KeptBefore): void {
  useEffect(() => {
    try {
      moveKept(window.localStorage, kept);
    } catch (error) {
      // A browser that keeps nothing has kept nothing before; one that is full keeps what it has.
      if (!(error instanceof DOMException)) throw error;
    }
  }, [kept]);
}
