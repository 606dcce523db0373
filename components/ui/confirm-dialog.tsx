'use client';

import dynamic from 'next/dynamic';
import { type ReactNode, useLayoutEffect } from 'react';

export interface ConfirmDialogProps {
  isOpen: boolean;
  title: string;
  /** What happens, said before it does. */
  children: ReactNode;
  confirmText: string;
  cancelText: string;
  onConfirm: () => void;
  onCancel: () => void;
}

const OpenDialog = dynamic(() => import('./confirm-modal').then(module => module.ConfirmModal), {
  ssr: false,
});

/** Asks before something that cannot be undone quickly; Escape means no. Loaded when it is first asked. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  useReturnedFocus(props.isOpen);
  return props.isOpen && <OpenDialog {...props} />;
}

/** Whoever had the focus has it again; the kit's dialog does not know of it, as it only comes when it is open. */
function useReturnedFocus(isOpen: boolean) {
  useLayoutEffect(() => {
    if (!isOpen) return;
    const before = document.activeElement;
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, [isOpen]);
}
