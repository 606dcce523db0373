import { at } from '@/lib/at';
import { type LostSum, withBand } from '@/lib/metrics/engine/lost-sums';
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
  /** Milliseconds of each, whole. */
  lostMs: Float64Array;
}

export async function readLostDays(reader: WeekReader, period: Period): Promise<LostDays> {
  const days = period === 'now' ? reader.scope.days : reader.scope.previousDays;
  const first = dayNumber(days.from);
  const byDay = new Float64Array(dayNumber(days.until) - first);
  await reader.forEachLost(
    period,
    ({ isSummed, entries, monday, from, until, mask }) => {
      if (isSummed) throw new Error('hours lost by day came summed up by week');
      const { day, lostMs } = entries;
      for (let i = from; i < until; i += 1) {
        if (mask !== null && mask[i] !== 1) continue;
        const place = monday + at(day, i, 'day') - first;
        byDay[place] = (byDay[place] ?? 0) + at(lostMs, i, 'lostMs');
      }
    },
    true,
  );
  return { period: days, lostMs: byDay };
}

/** What was lost on a working day; null where none is over, or hours of the period are still to be computed. */
export function lostADay(
  reader: WeekReader,
  period: Period,
  days: LostDays,
  workingDays: number,
): number | null {
  if (workingDays === 0 || reader.weeksToReplay(period) > 0) return null;
  return days.lostMs.reduce((sum, ms) => sum + ms, 0) / workingDays;
}

/**
 * What a week costs: all that was lost in the period, by working day, times the working days of a week. Each reading by
 * itself, the band is of the three.
 *
 * @param total of the period
 * @returns null where no working day is over
 */
export function lostAWeek(total: LostSum, workingDays: number, daysAWeek: number): TrendAnswer['lostAWeek'] {
  if (workingDays === 0) return null;
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

function onWorkdays({ period, lostMs }: LostDays, workdays: ReadonlySet<number>): Float64Array {
  const first = dayNumber(period.from);
  return lostMs.filter((_, i) => workdays.has(weekdayOf(first + i)));
}
