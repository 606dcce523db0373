import { Figure } from '@/components/ui/figure';
import { formatBand, formatCountOf, formatHours } from '@/lib/format';
import type { MetricRows } from '@/lib/metrics/query';

type Totals = MetricRows['totals'];

/** Hours lost of a range against those before it, and what of them builds cost that hung. */
export function HoursLostFigure({ now, before }: { now: Totals; before: Totals }) {
  const { lostMs, lowMs, highMs, stuckMs, stuckBuilds, waitedBuilds } = now;
  return (
    <Figure
      name="Hours lost"
      value={formatHours(lostMs)}
      n={{ count: waitedBuilds, name: 'builds' }}
      change={{ now: lostMs, before: before.builds === 0 ? null : before.lostMs, format: formatHours }}
      note={
        <>
          {highMs > 0 && <div>{formatBand(lowMs, highMs, formatHours)}</div>}
          {stuckBuilds > 0 && (
            <div>
              of which {formatHours(stuckMs)} in {formatCountOf(stuckBuilds, 'stuck build')}
            </div>
          )}
        </>
      }
    />
  );
}
