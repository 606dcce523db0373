import type { Ref } from 'react';
import { formatDuration } from '@/lib/format';
import classes from './waterfall.module.css';
import { WaterfallGrid } from './waterfall-bars';
import bars from './waterfall-bars.module.css';
import type { WaterfallView } from './waterfall-rows';

interface WaterfallAxisProps {
  view: WaterfallView;
  /** What the marks count from, milliseconds since the push. */
  baseMs: number;
  ref: Ref<SVGSVGElement>;
}

/** Marks nearer to the right edge than this would be cut. */
const NEAR_EDGE = 0.88;

/** The heads of the columns, and round times above the bars. */
export function WaterfallAxis({ view: { marks }, baseMs, ref }: WaterfallAxisProps) {
  return (
    <div className={classes.row} data-kind="axis" aria-hidden="true">
      <span className={classes.name}>
        {baseMs === 0 ? 'Time since the push' : `From ${formatDuration(baseMs)} after the push`}
      </span>
      <span className={classes.cell}>
        <svg className={bars.bars} ref={ref} aria-hidden="true">
          <WaterfallGrid marks={marks} endAt={null} />
          {marks.map(({ at, label }) => (
            <text
              key={label}
              x={`${at * 100}%`}
              y="14"
              dx={at > NEAR_EDGE ? -3 : 4}
              textAnchor={at > NEAR_EDGE ? 'end' : 'start'}
              className={bars.mark}
            >
              {label}
            </text>
          ))}
        </svg>
      </span>
      <span className={classes.took}>Took</span>
      <span className={classes.usually}>Usual p50 – p90</span>
    </div>
  );
}
