'use client';

import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import classes from './form.module.css';

interface AskDialogProps {
  isOpen: boolean;
  title: string;
  /** What happens, said before it does. */
  children: ReactNode;
  yes: string;
  no: string;
  onYes: () => void;
  onNo: () => void;
}

/** Asks before something that cannot be undone quickly. The browser keeps the focus inside, and Escape means no. */
export function AskDialog({ isOpen, title, children, yes, no, onYes, onNo }: AskDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog
      ref={dialog}
      className={classes.dialog}
      aria-labelledby={heading}
      onCancel={event => {
        event.preventDefault();
        onNo();
      }}
    >
      <h2 className={classes.dialogTitle} id={heading}>
        {title}
      </h2>
      {children}
      <div className={classes.dialogActions}>
        <Button size="xs" variant="default" onClick={onNo}>
          {no}
        </Button>
        <Button size="xs" onClick={onYes}>
          {yes}
        </Button>
      </div>
    </dialog>
  );
}
