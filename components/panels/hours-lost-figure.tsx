import { Figure } from '@/components/ui/figure';
import { formatCountOf, formatHours } from '@/lib/format';
import type { MetricAnswer, MetricRows } from '@/lib/metrics/query';
import { Band } from './band';
import { formatLost, knowsHours } from './known-hours';
import { changeOnWorkingDay } from './working-days';

type Totals = MetricRows['totals'];

interface HoursLostProps {
  now: Totals;
  before: Totals;
  answer: Pick<MetricAnswer<Totals>, 'workingDays' | 'historyFrom' | 'previousDays' | 'weeksToReplay'>;
}

/** Hours lost of a range against those before it, and what of them builds cost that hung. */
export function HoursLostFigure({ now, before, answer }: HoursLostProps) {
  const { lostMs, lowMs, highMs, stuckMs, stuckBuilds, waitedBuilds } = now;
  return (
    <Figure
      name="Hours lost"
      value={formatLost(answer, lostMs)}
      n={{ count: waitedBuilds, name: 'builds' }}
      change={changeOnWorkingDay([lostMs, before.builds === 0 ? null : before.lostMs], answer, formatHours)}
      note={
        <>
          {!knowsHours(answer) && <div>being computed</div>}
          {knowsHours(answer) && highMs > 0 && (
            <div>
              <Band low={lowMs} high={highMs} format={formatHours} />
            </div>
          )}
          {knowsHours(answer) && stuckBuilds > 0 && (
            <div>
              of which {formatHours(stuckMs)} in {formatCountOf(stuckBuilds, 'stuck build')}
            </div>
          )}
        </>
      }
    />
  );
}
