'use client';

import classes from './chart.module.css';

export interface TooltipLine {
  label: string;
  value: string;
  color?: string;
}

/** What a chart says of one bucket. */
export function ChartTooltip({ title, lines }: { title: string; lines: TooltipLine[] }) {
  return (
    <div className={classes.tooltip}>
      <div className={classes.tooltipTitle}>{title}</div>
      <table>
        <tbody>
          {lines.map(({ label, value, color }) => (
            <tr key={label}>
              <td>
                {color !== undefined && (
                  <span
                    className={classes.block}
                    style={{ background: color, display: 'inline-block', marginRight: 6 }}
                  />
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
