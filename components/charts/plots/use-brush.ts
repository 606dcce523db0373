'use client';

import { type RefObject, useEffect, useRef, useState } from 'react';
import type { TimeAxis } from '../time-axis';
import { bucketAt, type PlotSpan } from './bucket-at';

interface Brush {
  /** Goes around the chart. */
  chart: RefObject<HTMLDivElement | null>;
  /** Where the buckets are within the chart; the plot notes it. */
  span: RefObject<PlotSpan | null>;
  /** The first and the last bucket under the mouse, while it is dragged over more than one. */
  selected: readonly [first: string, last: string] | null;
}

/** Dragging over buckets zooms, a click or a second tap picks one; by keyboard, the range picker does the same. */
export function useBrush({ buckets, onZoom, onPick }: TimeAxis): Brush {
  const chart = useRef<HTMLDivElement>(null);
  const span = useRef<PlotSpan>(null);
  const [selected, setSelected] = useState<Brush['selected']>(null);

  useEffect(() => {
    const element = chart.current;
    if (element === null || (onZoom === undefined && onPick === undefined)) return;
    const listening = new AbortController();
    const { signal } = listening;
    let from: number | null = null;
    // A finger cannot point without touching: its first tap shows the values, a second one on the same bucket leads on.
    let isTouch = false;
    let tapped: string | null = null;
    const notePointer = (event: PointerEvent) => {
      isTouch = event.pointerType === 'touch';
    };
    const indexAt = (event: MouseEvent) =>
      bucketAt(event.clientX - element.getBoundingClientRect().left, span.current, buckets.length);
    const ends = (to: number): [string | undefined, string | undefined] => [
      buckets[Math.min(from ?? to, to)],
      buckets[Math.max(from ?? to, to)],
    ];
    const start = (event: MouseEvent) => {
      if (event.button === 0 && isInside(event, element, span.current)) from = indexAt(event);
    };
    const move = (event: MouseEvent) => {
      if (from === null) return;
      const [first, last] = ends(indexAt(event));
      setSelected(first === undefined || last === undefined || first === last ? null : [first, last]);
    };
    // The button may be let go beyond the chart's edge.
    const finish = (event: MouseEvent) => {
      if (from === null) return;
      const [first, last] = ends(indexAt(event));
      from = null;
      setSelected(null);
      if (first === undefined || last === undefined) return;
      const shows = isTouch && first === last && tapped !== first;
      tapped = first;
      if (shows) return;
      if (first === last) onPick?.(first);
      else onZoom?.(first, last);
    };
    element.addEventListener('pointerdown', notePointer, { signal });
    element.addEventListener('mousedown', start, { signal });
    window.addEventListener('mousemove', move, { signal });
    window.addEventListener('mouseup', finish, { signal });
    return () => listening.abort();
  }, [buckets, onPick, onZoom]);

  return { chart, span, selected };
}

/** On the plot itself, not on its axes. */
function isInside(event: MouseEvent, element: HTMLElement, span: PlotSpan | null): boolean {
  if (span === null) return false;
  const { left, top } = element.getBoundingClientRect();
  const [x, y] = [event.clientX - left, event.clientY - top];
  return x >= span.left && x <= span.left + span.width && y >= span.top && y <= span.top + span.height;
}
