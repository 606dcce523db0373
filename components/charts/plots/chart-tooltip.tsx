'use client';

import type { CSSProperties } from 'react';
import classes from '@/components/charts/chart.module.css';

export interface TooltipLine {
  label: string;
  value: string;
  /** A CSS colour. */
  color?: string;
}

/** What a chart says of one bucket. */
export function ChartTooltip({ title, lines }: { title: string; lines: readonly TooltipLine[] }) {
  return (
    <div className={classes.tooltip}>
      <div className={classes.tooltipTitle}>{title}</div>
      <table>
        <tbody>
          {lines.map(({ label, value, color }) => (
            <tr key={label}>
              <td>
                {color !== undefined && (
                  <span className={classes.block} style={{ '--color': color } as CSSProperties} />
                )}
                {label}
              </td>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Up to so many buckets each has a dot, so that one between two gaps can be seen. */
const MOST = 40;

export function dotProps(color: string, buckets: number) {
  return buckets < MOST ? { r: 2, fill: color, strokeWidth: 0 } : false;
}
