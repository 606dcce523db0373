'use client';

import { type RefObject, useRef, useState } from 'react';
import { renderZoom, type TimeWindow } from './time-window';

/** A shorter drag is a click with an unsteady hand. Pixels. */
const LEAST_DRAG = 6;

interface Drag {
  fromX: number;
  untilX: number;
  left: number;
  width: number;
  /** Of the rows, which the marked stretch is placed in. */
  rowsLeft: number;
}

/**
 * Dragging across the bars chooses a range of time. A mouse or pen only: a finger scrolls, and opened steps have a
 * button that does the same.
 *
 * @param axis the element that has the place and width of the bars
 */
export function useTimeBrush(
  axis: RefObject<Element | null>,
  window: TimeWindow,
  onZoom: (zoom: string) => void,
) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const wasDragged = useRef(false);
  const isDrag = drag !== null && Math.abs(drag.untilX - drag.fromX) >= LEAST_DRAG;
  const clipped = ({ fromX, untilX, left, width }: Drag) => {
    const inside = (x: number) => Math.min(Math.max(x - left, 0), width);
    return [inside(Math.min(fromX, untilX)), inside(Math.max(fromX, untilX))] as const;
  };
  return {
    /** In pixels from the left of the rows. */
    marked: isDrag
      ? { left: drag.left - drag.rowsLeft + clipped(drag)[0], width: spanOf(clipped(drag)) }
      : null,
    events: {
      onPointerDown: (event: React.PointerEvent) => {
        wasDragged.current = false;
        const box = axis.current?.getBoundingClientRect();
        if (box === undefined || event.pointerType === 'touch' || event.button !== 0) return;
        if (event.clientX < box.left || event.clientX > box.right) return;
        const rowsLeft = event.currentTarget.getBoundingClientRect().left;
        setDrag({
          fromX: event.clientX,
          untilX: event.clientX,
          left: box.left,
          width: box.width,
          rowsLeft,
        });
      },
      onPointerMove: (event: React.PointerEvent) => {
        if (drag === null) return;
        if (event.buttons === 0) return setDrag(null);
        setDrag({ ...drag, untilX: event.clientX });
      },
      onPointerUp: () => {
        setDrag(null);
        if (!isDrag) return;
        wasDragged.current = true;
        const msOf = (x: number) => window.fromMs + (x / drag.width) * (window.untilMs - window.fromMs);
        const [from, until] = clipped(drag);
        onZoom(renderZoom({ fromMs: msOf(from), untilMs: msOf(until) }));
      },
      onPointerLeave: () => setDrag(null),
      /** The end of a drag is no click on the step below. */
      onClickCapture: (event: React.MouseEvent) => {
        if (!wasDragged.current) return;
        wasDragged.current = false;
        event.stopPropagation();
        event.preventDefault();
      },
    },
  };
}

function spanOf([from, until]: readonly [number, number]): number {
  return until - from;
}
