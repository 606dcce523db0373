'use client';

import dynamic from 'next/dynamic';
import type { ReactNode } from 'react';
import { useReturnedFocus } from './returned-focus';

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
