'use client';

import { type CSSProperties, useRef, useState } from 'react';
import chart from './chart.module.css';
import classes from './heatmap.module.css';
import { HeatmapCells } from './heatmap-cells';
import { HeatmapLegend } from './heatmap-legend';
import { ChartTooltip, type TooltipLine } from './plots/chart-tooltip';
import { HOURS_OF_DAY, hourName, moveInWeek, WEEKDAYS, weekHourName } from './week-hours';

/** One hour of the week. */
export interface HeatmapCell {
  /** What decides the colour, milliseconds; null: nothing to show. */
  valueMs: number | null;
  /** How many values it stands on. */
  n: number;
  /** What the tooltip says. */
  lines: readonly TooltipLine[];
  /** Where it leads; null: nowhere. */
  href: string | null;
}

export interface HeatmapChartProps {
  /** 168 of them, from Monday 0:00. */
  cells: readonly HeatmapCell[];
  /** Where one colour ends and the next begins, milliseconds, rising; one fewer than colours. */
  limitsMs: readonly number[];
  /** Cells that stand on fewer are drawn small. */
  smallN: number;
  /** What the colours mean: `queue, p90`. */
  valueName: string;
  /** What is counted: `successful builds`. */
  countName: string;
  summary: string;
  /** Follows the link of a cell. */
  onFollow: (href: string) => void;
}

/** On a phone days stand beside each other and hours below: see the style sheet. */
const TURNED = '(max-width: 48em)';

/** Hour of the day by day of the week, one colour for how long; arrow keys lead from cell to cell, Enter where the cell does. */
export function HeatmapChart(props: HeatmapChartProps) {
  const { cells, limitsMs, smallN, valueName, countName, summary, onFollow } = props;
  const [current, setCurrent] = useState(0);
  const [hovered, setHovered] = useState<number | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const shown = hovered ?? (isOpen ? current : null);
  const cell = shown === null ? undefined : cells[shown];

  // A finger cannot point without touching: its first tap shows the values, a second one on the same cell leads on.
  const touched = useRef<number | null>(null);
  const follow = (index: number | null) => {
    const href = index === null ? null : (cells[index]?.href ?? null);
    if (href !== null) onFollow(href);
  };
  const onKeyDown = (event: React.KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'Escape') {
      setIsOpen(false);
      setHovered(null);
      return;
    }
    if (event.key === 'Enter') {
      follow(current);
      return;
    }
    const to = moveInWeek(current, event.key, window.matchMedia(TURNED).matches);
    if (to === null) return;
    event.preventDefault();
    setHovered(null);
    event.currentTarget.querySelector<SVGRectElement>(`[data-index="${to}"]`)?.focus();
  };
  return (
    <figure className={chart.figure}>
      <div className={classes.plot}>
        <Labels />
        <div className={classes.field}>
          {/* biome-ignore lint/a11y/useSemanticElements: there are no tables in a drawing */}
          <div
            className={classes.cells}
            role="grid"
            tabIndex={-1}
            aria-label={summary}
            onKeyDown={onKeyDown}
            onPointerUp={event => {
              const index = indexOf(event.target);
              if (event.button !== 0) return;
              if (event.pointerType !== 'touch' || touched.current === index) follow(index);
              touched.current = event.pointerType === 'touch' ? index : null;
            }}
            onFocus={event => {
              const index = indexOf(event.target);
              if (index === null) return;
              setCurrent(index);
              setIsOpen(true);
            }}
            onBlur={() => setIsOpen(false)}
            onPointerOver={event => setHovered(indexOf(event.target))}
            onPointerLeave={() => setHovered(null)}
          >
            <svg width="100%" height="100%" role="presentation">
              <HeatmapCells
                cells={cells}
                limitsMs={limitsMs}
                smallN={smallN}
                valueName={valueName}
                countName={countName}
                current={current}
              />
              {shown !== null && <rect className={classes.mark} style={placeOf(shown)} />}
            </svg>
          </div>
          {shown !== null && cell !== undefined && (
            <div key={shown} className={classes.tooltip} style={placeOf(shown)}>
              <ChartTooltip title={nameOf(shown)} lines={cell.lines} />
            </div>
          )}
        </div>
      </div>
      <HeatmapLegend limitsMs={limitsMs} valueName={valueName} countName={countName} smallN={smallN} />
    </figure>
  );
}

/** Days and hours beside the field; each cell names itself to a screen reader. */
function Labels() {
  return (
    <div aria-hidden="true">
      {WEEKDAYS.map((name, day) => (
        <span key={name} className={classes.day} style={{ '--day': day } as CSSProperties}>
          {name.slice(0, 3)}
        </span>
      ))}
      {Array.from({ length: HOURS_OF_DAY }, (_, hour) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an hour is its index
        <span key={hour} className={classes.hour} style={{ '--hour': hour } as CSSProperties}>
          {hourName(hour)}
        </span>
      ))}
    </div>
  );
}

function placeOf(index: number): CSSProperties {
  return { '--day': Math.floor(index / HOURS_OF_DAY), '--hour': index % HOURS_OF_DAY } as CSSProperties;
}

function nameOf(index: number): string {
  return weekHourName(Math.floor(index / HOURS_OF_DAY) + 1, index % HOURS_OF_DAY);
}

function indexOf(target: EventTarget): number | null {
  const index = target instanceof SVGElement ? target.dataset.index : undefined;
  return index === undefined ? null : Number(index);
}
