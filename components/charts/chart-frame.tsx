'use client';

import Link from 'next/link';
import type { CSSProperties, ReactNode } from 'react';
import { useRovingFocus } from '@/components/ui/use-roving-focus';
import { formatDay } from '@/lib/format';
import classes from './chart.module.css';
import { FirstDrawingProvider } from './first-drawing';
import type { PlacedNote } from './time-axis';

export interface LegendEntry {
  label: string;
  /** A CSS colour. */
  color: string;
  shape: 'line' | 'dashes' | 'band' | 'block' | 'none';
  /** What is drawn alone by a click; left out: it cannot be. */
  key?: string;
}

/** One of the series stands alone, or none of them. */
export interface Isolation {
  key: string | null;
  set: (key: string | null) => void;
}

/** Notes that are listed; each takes so many pixels off the plot, so that nothing below moves. */
const [MOST_NOTES, NOTE_PX, NOTES_GAP_PX] = [3, 18, 6];

interface ChartFrameProps {
  /** The chart in words, for those who cannot see it. */
  summary: string;
  legend: readonly LegendEntry[];
  notes?: readonly PlacedNote[];
  isolation?: Isolation;
  /** Pixels of the plot. */
  height?: number;
  /** What the server draws in the place of the plot. */
  drawing?: ReactNode;
  children: ReactNode;
}

/** The space of a plot that arrives later, with its legend and the notes on its axis. */
export function ChartFrame(props: ChartFrameProps) {
  const { summary, legend, notes = [], isolation, height = 232, drawing = null, children } = props;
  const listed = notes.slice(0, MOST_NOTES);
  const lines = listed.length + Number(listed.length < notes.length);
  const plotHeight = lines === 0 ? height : height - lines * NOTE_PX - NOTES_GAP_PX;
  return (
    <figure className={classes.figure} aria-label={summary}>
      <div className={classes.plot} style={{ height: plotHeight }}>
        <FirstDrawingProvider value={drawing}>{children}</FirstDrawingProvider>
      </div>
      <figcaption>
        {legend.length > 0 && <Legend legend={legend} isolation={isolation} />}
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

/** Where entries isolate, one stop of the tab key for all of them. */
function Legend({ legend, isolation }: { legend: readonly LegendEntry[]; isolation: Isolation | undefined }) {
  const group = useRovingFocus<HTMLDivElement>();
  return (
    <div
      ref={group}
      className={classes.legend}
      {...(isolation === undefined ? {} : { role: 'toolbar', 'aria-label': 'Show one alone' })}
    >
      {legend.map(entry => (
        <Entry key={entry.label} entry={entry} isolation={isolation} />
      ))}
    </div>
  );
}

/** Drawn alone by a click, and all again by a second one. */
function Entry({ entry, isolation }: { entry: LegendEntry; isolation: Isolation | undefined }) {
  const { label, color, shape, key } = entry;
  const content = (
    <>
      {shape !== 'none' && <span className={classes[shape]} style={{ '--color': color } as CSSProperties} />}
      {label}
    </>
  );
  if (isolation === undefined || key === undefined) return <span className={classes.entry}>{content}</span>;
  const isAlone = isolation.key === key;
  return (
    <button
      type="button"
      className={`${classes.entry} ${classes.isolates}`}
      aria-pressed={isAlone}
      data-dimmed={isolation.key !== null && !isAlone}
      title={isAlone ? 'Show all again' : 'Show alone'}
      onClick={() => isolation.set(isAlone ? null : key)}
    >
      {content}
    </button>
  );
}
