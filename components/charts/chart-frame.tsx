'use client';

import type { ReactNode } from 'react';
import classes from './chart.module.css';

export interface LegendEntry {
  label: string;
  /** A CSS colour. */
  color: string;
  shape: 'line' | 'band' | 'block' | 'none';
}

/** A chart with its legend, and in words for those who cannot see it. */
export function ChartFrame(props: { summary: string; legend: LegendEntry[]; children: ReactNode }) {
  return (
    <figure className={classes.figure} aria-label={props.summary}>
      <div className={classes.plot}>{props.children}</div>
      <figcaption className={classes.legend}>
        {props.legend.map(({ label, color, shape }) => (
          <span key={label} className={classes.entry}>
            {shape !== 'none' && <span className={classes[shape]} style={{ background: color }} />}
            {label}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}
