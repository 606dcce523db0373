'use client';

import { attentionPoints, ticksOf } from './attention-points';
import classes from './cost.module.css';
import type { CostDraft } from './cost-draft';

const WIDTH = 600;
const HEIGHT = 96;

/** How much of a person's attention a build has, by the minutes since the push: as the fields say it now. */
export function AttentionCurve({ draft }: { draft: CostDraft }) {
  const curve = attentionPoints(draft);
  if (curve === null) {
    return <p className={classes.noCurve}>The picture comes back once these fields fit together.</p>;
  }
  const { points, untilMinute } = curve;
  const x = (minute: number) => (minute / untilMinute) * WIDTH;
  const y = (share: number) => HEIGHT - share * HEIGHT;
  const line = points.map(({ minute, share }) => `${x(minute)},${y(share)}`).join(' ');
  const { fullAttentionMinutes: full, partialUntilMinutes: until, partialWeight: percent } = draft;
  return (
    <figure className={classes.curve}>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Attention after a push: all of it for ${full} minutes, then ${percent} percent until minute ${until}, then none.`}
      >
        <polygon points={`0,${HEIGHT} ${line} ${WIDTH},${HEIGHT}`} className={classes.area} />
        <polyline points={line} className={classes.line} vectorEffect="non-scaling-stroke" />
      </svg>
      <div className={classes.ticks} aria-hidden="true">
        <span style={{ left: 0 }}>push</span>
        {ticksOf(points, untilMinute).map(({ minute, ratio }) => (
          <span key={minute} style={{ left: `${ratio * 100}%` }}>
            {minute} min
          </span>
        ))}
      </div>
      <figcaption className={classes.caption}>The area is what a wait takes of the working time.</figcaption>
    </figure>
  );
}
