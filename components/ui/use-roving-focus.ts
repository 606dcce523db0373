'use client';

import { type RefObject, useEffect, useRef } from 'react';

const CONTROLS = 'a[href], button:not([disabled])';

/**
 * One stop of the tab key for the controls of a group, that which had the focus last; arrow keys, Home and End lead from one
 * to the next. As the server draws them, each is a stop.
 */
export function useRovingFocus<Group extends HTMLElement>(): RefObject<Group | null> {
  const group = useRef<Group>(null);
  const stop = useRef<Element | null>(null);
  // Controls come and go: whenever they are drawn anew, one of them is the stop.
  useEffect(() => {
    if (group.current !== null) keepOneStop(group.current, stop);
  });
  useEffect(() => {
    const own = group.current;
    if (own === null) return;
    const move = (event: KeyboardEvent) => {
      const controls = controlsOf(own);
      const to = placeAfter(
        event,
        event.target instanceof HTMLElement ? controls.indexOf(event.target) : -1,
        controls.length,
      );
      if (to === null) return;
      event.preventDefault();
      controls[to]?.focus();
    };
    const remember = ({ target }: FocusEvent) => {
      if (!(target instanceof Element) || !target.matches(CONTROLS)) return;
      stop.current = target;
      keepOneStop(own, stop);
    };
    own.addEventListener('keydown', move);
    own.addEventListener('focusin', remember);
    return () => {
      own.removeEventListener('keydown', move);
      own.removeEventListener('focusin', remember);
    };
  }, []);
  return group;
}

function controlsOf(group: HTMLElement): HTMLElement[] {
  return [...group.querySelectorAll<HTMLElement>(CONTROLS)];
}

function keepOneStop(group: HTMLElement, stop: { current: Element | null }): void {
  const controls = controlsOf(group);
  const kept = controls.find(control => control === stop.current) ?? controls[0];
  for (const control of controls) control.tabIndex = control === kept ? 0 : -1;
}

/** Where a key leads from a place; null: nowhere. It goes round. */
function placeAfter({ key, altKey, ctrlKey, metaKey }: KeyboardEvent, from: number, count: number) {
  if (from < 0 || altKey || ctrlKey || metaKey) return null;
  if (key === 'ArrowRight' || key === 'ArrowDown') return (from + 1) % count;
  if (key === 'ArrowLeft' || key === 'ArrowUp') return (from - 1 + count) % count;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : null;
}
