'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { formatDay } from '@/lib/format';
import classes from './chart.module.css';
import type { PlacedNote } from './time-axis';

export interface LegendEntry {
  label: string;
  /** A CSS colour. */
  color: string;
  shape: 'line' | 'dashes' | 'band' | 'block' | 'none';
}

/** Notes that are listed; each takes so many pixels off the plot, so that nothing below moves. */
const [MOST_NOTES, NOTE_PX, NOTES_GAP_PX] = [3, 18, 6];

interface ChartFrameProps {
  /** The chart in words, for those who cannot see it. */
  summary: string;
  legend: readonly LegendEntry[];
  notes?: readonly PlacedNote[];
  /** Pixels of the plot. */
  height?: number;
  children: ReactNode;
}

/** The space of a plot that arrives later, with its legend and the notes on its axis. */
export function ChartFrame({ summary, legend, notes = [], height = 232, children }: ChartFrameProps) {
  const listed = notes.slice(0, MOST_NOTES);
  const lines = listed.length + Number(listed.length < notes.length);
  const plotHeight = lines === 0 ? height : height - lines * NOTE_PX - NOTES_GAP_PX;
  return (
    <figure className={classes.figure} aria-label={summary}>
      <div className={classes.plot} style={{ height: plotHeight }}>
        {children}
      </div>
      <figcaption>
        {legend.length > 0 && (
          <div className={classes.legend}>
            {legend.map(({ label, color, shape }) => (
              <span key={label} className={classes.entry}>
                {shape !== 'none' && (
                  <span className={classes[shape]} style={{ '--color': color } as React.CSSProperties} />
                )}
                {label}
              </span>
            ))}
          </div>
        )}
        {notes.length > 0 && (
          <ol className={classes.notes}>
            {listed.map(({ number, day, label, href }) => (
              <li key={number} title={label}>
                {number} · {formatDay(day)}:{' '}
                {href === undefined ? (
                  label
                ) : (
                  <Link href={href} prefetch={false}>
                    {label}
                  </Link>
                )}
              </li>
            ))}
            {listed.length < notes.length && <li>and {notes.length - listed.length} more</li>}
          </ol>
        )}
      </figcaption>
    </figure>
  );
}
