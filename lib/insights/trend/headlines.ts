import { formatBand, formatDuration, formatHours } from '@/lib/format';
import type { TrendAnswer } from './trend-answer';

/** `Half of all builds take up to 5m 12s, one in ten more than 14m 03s.`; null without builds. */
export function waitSentence({ wait }: Pick<TrendAnswer, 'wait'>): string | null {
  if (wait === null) return null;
  return `Half of all builds take up to ${formatDuration(wait.p50Ms)}, one in ten more than ${formatDuration(wait.p90Ms)}.`;
}

/** `17 h lost in a week of work: 7 to 61 h, depending on assumptions.`; null where no working day is over. */
export function lostSentence({ lostAWeek }: TrendAnswer): string | null {
  if (lostAWeek === null) return null;
  const { lowMs, lostMs, highMs } = lostAWeek;
  const band = lostMs === 0 && highMs === 0 ? '' : `: ${formatBand(lowMs, highMs, formatHours)}`;
  return `${formatHours(lostMs)} lost in a week of work${band}.`;
}

/** What hours lost on a working day did; no size where the interval holds no change. */
export function lostChangeSentence({
  lostChangeMsADay: change,
  lostInterval: interval,
  before,
  after,
}: TrendAnswer): string | null {
  if (change === null || interval === null) return null;
  const what = 'Hours lost on a working day';
  if (!excludesNone(interval)) return `${what}: no clear change.`;
  const way = interval.low > 0 ? 'more' : 'less';
  const ends = [interval.low, interval.high].map(Math.abs).sort((a, b) => a - b);
  const size = ends.map(end => formatHours(end)).join(' to ');
  return `${what}: ${formatHours(after.lostMsADay)} against ${formatHours(before.lostMsADay)} before, clearly ${way} (by ${size}).`;
}

/** Whether all of an interval of differences lies on one side of no change. */
export function excludesNone({ low, high }: { low: number; high: number }): boolean {
  return low > 0 || high < 0;
}
