'use client';

import { useCallback, useSyncExternalStore } from 'react';

type Area = 'localStorage' | 'sessionStorage';

/** Other tabs are told by the browser, this one by this. */
const CHANGED = 'buildhours:kept';

function subscribe(onChange: () => void): () => void {
  window.addEventListener('storage', onChange);
  window.addEventListener(CHANGED, onChange);
  return () => {
    window.removeEventListener('storage', onChange);
    window.removeEventListener(CHANGED, onChange);
  };
}

/** A text that this browser keeps, or this tab; null: none, as in what the server draws, which knows of none. */
export function useKeptText(
  key: string,
  area: Area = 'localStorage',
): readonly [text: string | null, keep: (text: string | null) => void] {
  const text = useSyncExternalStore(
    subscribe,
    () => window[area].getItem(key),
    () => null,
  );
  const keep = useCallback(
    (next: string | null) => {
      if (next === null) window[area].removeItem(key);
      else window[area].setItem(key, next);
      window.dispatchEvent(new Event(CHANGED));
    },
    [area, key],
  );
  return [text, keep];
}
