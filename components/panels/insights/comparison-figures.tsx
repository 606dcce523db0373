import { Figure, FigureRow } from '@/components/ui/figure';
import { HelpPopover } from '@/components/ui/help-popover';
import { formatDuration, formatEnds, formatRatio } from '@/lib/format';
import type { Comparison } from '@/lib/insights/query';
import { formatPoints, formatShift, formatShifts, formatWeekly } from '@/lib/insights/query';
import { formatWeeklies } from './effect-words';

const TYPICAL =
  'The ratio of a typical build after to one before (Hodges–Lehmann), at the mix of services, steps and events of the ' +
  'side before, with its 95 % interval. Builds of one day share what the runners did that day, so days are compared, ' +
  'not single builds.';
const SAVED =
  'Hours that people lose a week at the level before, times the share that a typical build got shorter or longer; the ' +
  'interval is that of the change. It stands for as many builds as before: where fewer or more are built since, Changes ' +
  'counts those.';

interface ComparisonFiguresProps {
  comparison: Omit<Comparison, 'days'>;
  /** Further figures, such as money. */
  more?: ReadonlyArray<{ name: string; value: string; note: string }>;
}

/** Effect and interval, percentiles, failures and hours on both sides. */
export function ComparisonFigures({ comparison, more = [] }: ComparisonFiguresProps) {
  const { before, after, ratio, interval, worth, failures } = comparison;
  const n = { count: Math.min(before.buildCount, after.buildCount), name: 'builds on a side' };
  return (
    <FigureRow title="What changed" count={5 + more.length}>
      <Figure
        name="Typical change"
        value={formatShift(ratio)}
        note={interval === null ? 'no interval yet' : `95 %: ${formatShifts(interval)}`}
        n={n}
      >
        <HelpPopover text={TYPICAL} of="typical change" />
      </Figure>
      <Figure
        name={comparison.of === 'wait' ? 'Wait, p50' : 'Steps, p50'}
        value={formatDuration(after.p50Ms)}
        note={`${formatDuration(before.p50Ms)} before`}
        n={n}
      />
      <Figure
        name={comparison.of === 'wait' ? 'Wait, p90' : 'Steps, p90'}
        value={formatDuration(after.p90Ms)}
        note={`${formatDuration(before.p90Ms)} before`}
        n={n}
      />
      <Figure
        name="Failed"
        value={formatRatio(after.failedRatio)}
        n={{ count: Math.min(before.endedCount, after.endedCount), name: 'builds on a side' }}
        note={
          failures === null
            ? `${formatRatio(before.failedRatio)} before`
            : `${formatRatio(before.failedRatio)} before; 95 %: ${formatEnds(failures.interval.low, failures.interval.high, formatPoints)}`
        }
      />
      <WorthFigure worth={worth} />
      {more.map(({ name, value, note }) => (
        <Figure key={name} name={name} value={value} note={note} />
      ))}
    </FigureRow>
  );
}

/** A loss is a cost, not less than nothing saved. */
function WorthFigure({ worth }: Pick<Comparison, 'worth'>) {
  if (worth === null) return <Figure name="Saved a week" value="–" note="not known" />;
  const { hoursAWeek, interval } = worth;
  const isLoss = hoursAWeek < 0;
  const name = isLoss ? 'Costs a week' : 'Saved a week';
  const ends = isLoss ? { low: -interval.high, high: -interval.low } : interval;
  return (
    <Figure
      name={name}
      value={formatWeekly(Math.abs(hoursAWeek))}
      note={`95 %: ${formatWeeklies(ends)}, at as many builds as before`}
    >
      <HelpPopover text={SAVED} of={name.toLowerCase()} />
    </Figure>
  );
}
