'use client';

import { useEffect, useRef, useState } from 'react';
import classes from './chart.module.css';
import { type SparklineScale, sparklinePaths } from './sparkline-paths';

interface SparklineProps {
  /** One for each bucket; null is a gap, over which the line is thin and pale. */
  values: ReadonlyArray<number | null>;
  /** The line in words. */
  summary: string;
  /** Of all lines of a column, so that they can be compared; left out: the line's own. */
  scale?: SparklineScale | null;
  /** What the pointer tells of a bucket: its day and value. */
  describe?: (index: number) => string;
}

const WIDTH = 96;
const HEIGHT = 24;

/** A trend in the height of a line of text, without axes. */
export function Sparkline({ values, summary, scale = null, describe }: SparklineProps) {
  const { lines, joins, last } = sparklinePaths(values, WIDTH, HEIGHT, scale);
  const [ref, index] = usePointedAt(describe === undefined ? 0 : values.length);
  return (
    <span ref={ref} className={classes.sparkline}>
      <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={summary}>
        {joins.map(join => (
          <polyline key={join} className={classes.sparklineJoin} points={join} />
        ))}
        {lines.map(line => (
          <polyline key={line} points={line} />
        ))}
        {last !== null && <circle cx={last.x} cy={last.y} r="2" />}
      </svg>
      {index !== null && describe !== undefined && (
        <span className={classes.sparklineTip} aria-hidden="true">
          {describe(index)}
        </span>
      )}
    </span>
  );
}

/** Which bucket the pointer is at. The row is listened to, since its link lies over the line. */
function usePointedAt(count: number) {
  const ref = useRef<HTMLSpanElement>(null);
  const [index, setIndex] = useState<number | null>(null);
  useEffect(() => {
    const line = ref.current;
    const row = line?.closest('tr') ?? line;
    if (line == null || row == null || count === 0) return;
    const follow = (event: PointerEvent) => {
      const { left, right, top, bottom } = line.getBoundingClientRect();
      const { clientX: x, clientY: y } = event;
      const isOver = x >= left && x <= right && y >= top && y <= bottom;
      setIndex(isOver ? Math.round(((x - left) / (right - left)) * (count - 1)) : null);
    };
    const leave = () => setIndex(null);
    row.addEventListener('pointermove', follow);
    row.addEventListener('pointerleave', leave);
    return () => {
      row.removeEventListener('pointermove', follow);
      row.removeEventListener('pointerleave', leave);
    };
  }, [count]);
  return [ref, index] as const;
}
