'use client';

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
  return (
    <figure className={classes.figure} aria-label={summary}>
      <div className={classes.plot} style={{ height }}>
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
            {notes.map(({ number, day, label }) => (
              <li key={number}>
                {formatDay(day)}: {label}
              </li>
            ))}
          </ol>
        )}
      </figcaption>
    </figure>
  );
}
