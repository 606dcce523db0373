import type { CSSProperties, ReactNode } from 'react';
import { formatChange } from '@/lib/format';
import classes from './figure.module.css';

/** Figures that rest on fewer than these are grey. */
const SMALL_N = 30;

interface FigureProps {
  name: string;
  /** With its unit, such as `4m 12s`. */
  value: string;
  /** The same figure in the range before; nothing is called better or worse, for chance may explain it. */
  change?: {
    now: number | null;
    before: number | null;
    format: (value: number) => string;
    /** Of sums that are compared at a rate, such as `a working day`: the rate stands beside how it moved. */
    per?: string;
  };
  /** What the value rests on, such as 412 `builds`. */
  n?: { count: number; name: string };
  /** One more thing worth knowing, such as a band. */
  note?: ReactNode;
  /** A `<HelpPopover>`. */
  children?: ReactNode;
}

/** One figure with its unit, how it moved, and what it rests on. */
export function Figure({ name, value, change, n, note, children }: FigureProps) {
  const small = n !== undefined && n.count < SMALL_N;
  return (
    <div className={classes.figure}>
      <dt className={classes.name}>
        {name} {children}
      </dt>
      <dd className={classes.body}>
        <div className={classes.value} data-small={small}>
          {value}
        </div>
        {change !== undefined && <Change {...change} />}
        {note !== undefined && <div className={classes.note}>{note}</div>}
        {small && (
          <div className={classes.note}>
            {n.count === 0 ? 'of no' : `only ${n.count}`} {n.name}
          </div>
        )}
      </dd>
    </div>
  );
}

/** How a figure moved: `↑ 12% from 3m 45s`, of a sum `1.2 h a working day, ↑ 12% from 1.1 h`; `unchanged` below 1 %. */
function Change({ now, before, format, per }: NonNullable<FigureProps['change']>) {
  const moved = formatChange(now, before);
  if (before === null || now === null) return <div className={classes.note}>nothing to compare with</div>;
  const rate = per === undefined ? '' : `${format(now)} ${per}, `;
  if (moved === null) return <div className={classes.note}>{`${rate}${format(before)} before`}</div>;
  if (moved === 'unchanged') return <div className={classes.note}>{`${rate}unchanged`}</div>;
  return (
    <div className={classes.change}>
      <span className={classes.note}>{rate}</span>
      <span className={classes.whole}>
        <span aria-hidden="true">{now > before ? '↑' : '↓'}</span>
        <span className={classes.hidden}>{now > before ? 'up' : 'down'} </span> {moved.slice(1)}
      </span>{' '}
      <span className={`${classes.note} ${classes.whole}`}>from {format(before)}</span>
    </div>
  );
}

interface FigureRowProps {
  /** Heads the figures for those who cannot see that they belong together. */
  title?: string;
  /** How many figures there are. */
  count: number;
  children: ReactNode;
}

/** Figures side by side, two in a row on a phone. */
export function FigureRow({ title, count, children }: FigureRowProps) {
  return (
    <div>
      {title !== undefined && <h2 className={classes.hidden}>{title}</h2>}
      <dl
        className={classes.row}
        data-many={count > 5}
        style={{ '--count': count, '--half': Math.ceil(count / 2) } as CSSProperties}
      >
        {children}
      </dl>
    </div>
  );
}
