'use client';

import type { CSSProperties } from 'react';
import classes from '../chart.module.css';

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
