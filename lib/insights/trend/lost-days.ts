import { at } from '@/lib/at';
import { addLoss, LostSums, noLoss, withBand } from '@/lib/metrics/engine/lost-sums';
import type { Interval } from '@/lib/stats/welch';
import { welch } from '@/lib/stats/welch';
import { dayNumber, weekdayOf } from '@/lib/time/days';
import type { DayRange } from '@/lib/time/ranges';
import type { Period, WeekReader } from '@/lib/weeks/reader';
import type { TrendAnswer } from './trend-answer';

const FEWEST_DAYS = 7;
/** As that of the line, since both are looked at week by week. */
const CONFIDENCE = 0.999;

/** Hours lost on each day of a period of a reader. */
export interface LostDays {
  period: DayRange;
  sums: LostSums;
}

export async function readLostDays(reader: WeekReader, period: Period): Promise<LostDays> {
  const days = period === 'now' ? reader.scope.days : reader.scope.previousDays;
  const first = dayNumber(days.from);
  const sums = new LostSums(dayNumber(days.until) - first);
  await reader.forEachLost(
    period,
    slice => {
      if (slice.isSummed) throw new Error('hours lost by day came summed up by week');
      const { day } = slice.entries;
      sums.add(slice, i => slice.monday + at(day, i, 'day') - first);
    },
    true,
  );
  return { period: days, sums };
}

/**
 * What a week costs: all that was lost in the period, by working day, times the working days of a week. Each reading by
 * itself, the band is of the three.
 *
 * @returns null where no working day is over
 */
export function lostAWeek(
  { sums }: LostDays,
  workingDays: number,
  daysAWeek: number,
): TrendAnswer['lostAWeek'] {
  if (workingDays === 0) return null;
  const total = noLoss();
  for (let day = 0; day < sums.groupCount; day += 1) addLoss(total, sums.at(day));
  const aWeek = (ms: number) => (ms / workingDays) * daysAWeek;
  const { measuredMs, lowMs, lostMs, highMs } = withBand(total);
  return {
    measuredMs: aWeek(measuredMs),
    lowMs: aWeek(lowMs),
    lostMs: aWeek(lostMs),
    highMs: aWeek(highMs),
  };
}

/** How hours lost on a working day moved, ms, by Welch's t on single days; null under seven days a side. */
export function lostInterval(
  before: LostDays,
  after: LostDays,
  workdays: ReadonlySet<number>,
): Interval | null {
  const [left, right] = [onWorkdays(before, workdays), onWorkdays(after, workdays)];
  if (Math.min(left.length, right.length) < FEWEST_DAYS) return null;
  return welch(left, right, CONFIDENCE).interval;
}

function onWorkdays({ period, sums }: LostDays, workdays: ReadonlySet<number>): number[] {
  const first = dayNumber(period.from);
  return Array.from({ length: sums.groupCount }, (_, i) => i)
    .filter(i => workdays.has(weekdayOf(first + i)))
    .map(i => sums.at(i).lostMs);
}
