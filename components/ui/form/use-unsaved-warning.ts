'use client';

import { useEffect } from 'react';

const QUESTION = 'There are changes that are not saved. Leave this page and lose them?';

/** Asks before changes get lost: when the page is closed, by a link, and when going back. */
export function useUnsavedWarning(isDirty: boolean): void {
  useEffect(() => {
    if (!isDirty) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      if (!leavesPage(event) || window.confirm(QUESTION)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    const onNavigate = (event: NavigateEvent) => {
      const isBack = event.navigationType === 'traverse' && event.cancelable;
      if (isBack && !event.destination.sameDocument) return;
      if (isBack && pathOf(event.destination.url) !== location.pathname && !window.confirm(QUESTION)) {
        event.preventDefault();
      }
    };
    window.addEventListener('beforeunload', onUnload);
    // On the window and in the first phase: before the router sees the click.
    window.addEventListener('click', onClick, true);
    if ('navigation' in window) navigation.addEventListener('navigate', onNavigate);
    return () => {
      window.removeEventListener('beforeunload', onUnload);
      window.removeEventListener('click', onClick, true);
      if ('navigation' in window) navigation.removeEventListener('navigate', onNavigate);
    };
  }, [isDirty]);
}

/** Links to files, to other tabs, and within the page lose nothing. */
function leavesPage(event: MouseEvent): boolean {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (link === null || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return false;
  if (link.target === '_blank' || link.hasAttribute('download')) return false;
  return link.origin === location.origin && link.pathname !== location.pathname;
}

function pathOf(url: string | null): string {
  return url === null ? '' : new URL(url).pathname;
}
