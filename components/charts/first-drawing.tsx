'use client';

import { createContext, type ReactNode, useContext } from 'react';
import { formatDay } from '@/lib/format';
import classes from './first-drawing.module.css';
import { placeNotes, shownBuckets, type TimeAxis } from './time-axis';
import { distinctFormat, type ValueScale } from './value-scale';

/** Units of the drawing, which is stretched over its box. */
const [WIDTH, HEIGHT] = [1000, 1000];
/** Of a bucket, beside its bar. */
const GAP = 0.18;
const NOTE_ROW_PX = 14;

type Values = ReadonlyArray<number | null>;

/** From the back to the front; values in the unit of the scale, one for each bucket. */
export type DrawnSeries =
  | { kind: 'line'; color: string; width: number; values: Values; dashed?: boolean; connected?: boolean }
  | { kind: 'band'; color: string; low: Values; high: Values }
  | { kind: 'bar'; color: string; low: Values; high: Values };

interface TimeDrawingProps {
  scale: ValueScale;
  axis: TimeAxis;
  series: readonly DrawnSeries[];
}

interface PlotDrawingProps {
  scale: ValueScale;
  /** Places from left to right, and those of them that have a name. */
  places: number;
  names: ReadonlyArray<{ place: number; text: string }>;
  /** Lines from top to bottom, each with its number or name, in the row that is given. */
  notes?: ReadonlyArray<{ place: number; text: string; row?: number }>;
  series: readonly DrawnSeries[];
}

const Drawn = createContext<ReactNode>(null);

/** What stands in the place of a plot until its library has arrived: also where scripts never run. */
export const FirstDrawingProvider = Drawn.Provider;

export function FirstDrawing() {
  return useContext(Drawn);
}

/** The chart as the server draws it: the same marks and values, nothing to point at. */
export function TimeDrawing({ scale, axis, series }: TimeDrawingProps) {
  const { buckets } = axis;
  const format = distinctFormat(buckets, [day => formatDay(day), day => formatDay(day, true)]);
  const names = shownBuckets(buckets).map(day => ({ place: buckets.indexOf(day), text: format(day) }));
  const notes = placeNotes(axis).map(({ bucket, number }) => {
    return { place: buckets.indexOf(bucket), text: String(number) };
  });
  return <PlotDrawing scale={scale} places={buckets.length} names={names} notes={notes} series={series} />;
}

/** The same over anything else. */
export function PlotDrawing({ scale, places, names, notes = [], series }: PlotDrawingProps) {
  const hasBars = series.some(({ kind }) => kind === 'bar');
  const top = scale.ticks.at(-1) ?? 0;
  const steps = Math.max(hasBars ? places : places - 1, 1);
  const x = (index: number) => ((index + (hasBars ? 0.5 : 0)) / steps) * WIDTH;
  const y = (value: number) => round(HEIGHT - (top === 0 ? 0 : value / top) * HEIGHT);
  const longest = Math.max(...scale.ticks.map(tick => scale.formatTick(tick).length));
  return (
    <div className={classes.drawing} style={{ paddingLeft: 16 + longest * 6.5 }} aria-hidden="true">
      <div className={classes.box}>
        {scale.ticks.map(tick => (
          <span key={tick} className={classes.value} style={{ top: `${y(tick) / 10}%` }}>
            {scale.formatTick(tick)}
          </span>
        ))}
        {names.map(({ place, text }) => (
          <span key={place} className={classes.name} style={{ left: `${round(x(place) / 10)}%` }}>
            {text}
          </span>
        ))}
        {notes.map(({ place, text, row = 0 }) => (
          <span
            key={text}
            className={classes.note}
            style={{ left: `${round(x(place) / 10)}%`, paddingTop: 3 + row * NOTE_ROW_PX }}
          >
            {text}
          </span>
        ))}
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          <path className={classes.grid} d={scale.ticks.map(tick => `M0 ${y(tick)}H${WIDTH}`).join('')} />
          {series.map((one, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: series keep their places
            <Series key={place} series={one} x={x} y={y} barWidth={(WIDTH / steps) * (1 - GAP)} />
          ))}
        </svg>
      </div>
    </div>
  );
}

interface SeriesProps {
  series: DrawnSeries;
  x: (index: number) => number;
  y: (value: number) => number;
  barWidth: number;
}

function Series({ series, x, y, barWidth }: SeriesProps) {
  if (series.kind === 'line') {
    const { color, width, values, dashed = false, connected = false } = series;
    const runs = runsOf(values);
    const d = (connected ? [runs.flat()] : runs)
      .map(run => `M${run.map(([index, value]) => `${round(x(index))} ${y(value)}`).join('L')}`)
      .join('');
    return (
      <path
        className={classes.line}
        d={d}
        stroke={color}
        strokeWidth={width}
        {...(dashed ? { strokeDasharray: '4 3' } : {})}
      />
    );
  }
  const { kind, color, low, high } = series;
  if (kind === 'band') {
    const d = runsOf(high)
      .map(run => {
        const upper = run.map(([index, value]) => `${round(x(index))} ${y(value)}`);
        const lower = run.map(([index]) => `${round(x(index))} ${y(low[index] ?? 0)}`).reverse();
        return `M${[...upper, ...lower].join('L')}Z`;
      })
      .join('');
    return <path d={d} fill={color} />;
  }
  const d = high
    .map((value, index) => {
      if (value === null) return '';
      const [left, bottom, upper] = [round(x(index) - barWidth / 2), y(low[index] ?? 0), y(value)];
      return bottom === upper ? '' : `M${left} ${bottom}V${upper}h${round(barWidth)}V${bottom}Z`;
    })
    .join('');
  return <path d={d} fill={color} />;
}

/** Values without a gap between them, each with its place. */
export function runsOf(values: Values): Array<Array<[index: number, value: number]>> {
  const runs: Array<Array<[number, number]>> = [];
  let isOpen = false;
  for (const [index, value] of values.entries()) {
    if (value === null) {
      isOpen = false;
      continue;
    }
    if (!isOpen) runs.push([]);
    runs.at(-1)?.push([index, value]);
    isOpen = true;
  }
  return runs;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
