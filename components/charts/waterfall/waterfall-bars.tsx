import type { AxisMark } from './axis-marks';
import type { Bar, WaterfallRow } from './lay-out-waterfall';
import type { PlacedSpan } from './time-window';
import classes from './waterfall-bars.module.css';

interface WaterfallBarsProps {
  row: WaterfallRow;
  marks: readonly AxisMark[];
  /** Where the build ended, or now; null: outside of the window. */
  endAt: number | null;
  /** A stage is a thin line above the bars of its steps. */
  isThin?: boolean;
  /** What runs beside the others holds nobody up. */
  isMuted?: boolean;
}

/** Thinner bars than this share would not be seen. */
const THIN = 0.004;

/** The bars of one line: usual times above, the critical path below. Said in words beside it. */
export function WaterfallBars({ row, marks, endAt, isThin = false, isMuted = false }: WaterfallBarsProps) {
  const { bars, path, usual, hidden } = row;
  return (
    <svg className={classes.bars} aria-hidden="true" data-muted={isMuted} data-thin={isThin}>
      <WaterfallGrid marks={marks} endAt={endAt} />
      {bars.map(bar => (
        <BarShape key={`${bar.look} ${bar.from}`} bar={bar} />
      ))}
      {usual.between !== null && (
        <line {...alongX(usual.between)} y1="4.5" y2="4.5" className={classes.usual} />
      )}
      {usual.p50 !== null && (
        <line x1={percent(usual.p50)} x2={percent(usual.p50)} y1="1" y2="8" className={classes.typical} />
      )}
      {usual.p90 !== null && (
        <line x1={percent(usual.p90)} x2={percent(usual.p90)} y1="2" y2="7" className={classes.usual} />
      )}
      {path.map(span => (
        <PathShape key={span.from} span={span} />
      ))}
      {hidden !== null && (
        <text
          className={classes.beyond}
          x={hidden === 'before' ? '2' : '100%'}
          y="19"
          textAnchor={hidden === 'before' ? 'start' : 'end'}
        >
          {hidden === 'before' ? '‹ before' : 'after ›'}
        </text>
      )}
    </svg>
  );
}

/** Upright lines at round times, and one where the build ended. */
export function WaterfallGrid({ marks, endAt }: Pick<WaterfallBarsProps, 'marks' | 'endAt'>) {
  return (
    <>
      {marks.map(({ at, label }) => (
        <line
          key={label}
          x1={percent(at)}
          x2={percent(at)}
          y1="0"
          y2="100%"
          className={at < 0.001 ? classes.axis : classes.grid}
        />
      ))}
      {endAt !== null && endAt < 0.999 && (
        <line x1={percent(endAt)} x2={percent(endAt)} y1="0" y2="100%" className={classes.end} />
      )}
    </>
  );
}

function BarShape({ bar }: { bar: Bar }) {
  const { from, width, look } = bar;
  if (width < THIN) {
    return (
      <line
        x1={percent(from)}
        x2={percent(from)}
        y1="10"
        y2="22"
        className={classes.sliver}
        data-look={look}
      />
    );
  }
  return (
    <rect
      x={percent(from)}
      width={percent(width)}
      y="10"
      height="12"
      className={classes.bar}
      data-look={look}
    />
  );
}

function PathShape({ span }: { span: PlacedSpan }) {
  const { from, width } = span;
  return width < THIN ? (
    <line x1={percent(from)} x2={percent(from)} y1="24" y2="27" className={classes.pathSliver} />
  ) : (
    <rect x={percent(from)} width={percent(width)} y="24" height="3" className={classes.path} />
  );
}

function alongX({ from, width }: PlacedSpan) {
  return { x1: percent(from), x2: percent(from + width) };
}

function percent(share: number): string {
  return `${Math.round(share * 1e5) / 1e3}%`;
}
