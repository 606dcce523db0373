'use client';

import { useState } from 'react';

/** Pixels that a tooltip may need below its row. */
const ROOM = 240;

/** Whether a row tells more: while it is pointed at, or has the focus of the keyboard; Escape sends it away. */
export function useRowTooltip() {
  const [side, setSide] = useState<'below' | 'above' | null>(null);
  const showBy = (row: Element) => {
    const { top, bottom } = row.getBoundingClientRect();
    setSide(bottom + ROOM > window.innerHeight && top > ROOM ? 'above' : 'below');
  };
  const hide = () => setSide(null);
  return {
    /** Null: nothing is shown. */
    side,
    events: {
      onPointerEnter: (event: React.PointerEvent) => {
        if (event.pointerType !== 'touch') showBy(event.currentTarget);
      },
      onPointerLeave: hide,
      onFocus: (event: React.FocusEvent) => {
        if (event.target.matches(':focus-visible')) showBy(event.currentTarget);
      },
      onBlur: hide,
      onKeyDown: (event: React.KeyboardEvent) => {
        if (event.key === 'Escape') hide();
      },
    },
  };
}
