'use client';

import { type RefObject, useEffect } from 'react';
import { usePlotArea } from 'recharts';
import type { PlotSpan } from './bucket-at';

/** Notes where the plot is within its chart, for those who listen to the mouse. */
export function NoteSpan({ span, hasBars }: { span: RefObject<PlotSpan | null>; hasBars: boolean }) {
  const area = usePlotArea();
  useEffect(() => {
    if (area === undefined) return;
    span.current = { left: area.x, top: area.y, width: area.width, height: area.height, hasBars };
  }, [area, hasBars, span]);
  return null;
}
