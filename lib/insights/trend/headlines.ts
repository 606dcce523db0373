import { formatCountOf, formatDuration, formatHours } from '@/lib/format';
import { subjectOf } from '../changes/change-words';
import type { News } from '../changes/news';
import type { TrendAnswer } from './trend-answer';

/** `Half of all builds take up to 5m 12s, one in ten more than 14m 03s.`; null without builds. */
export function waitSentence({ wait }: Pick<TrendAnswer, 'wait'>): string | null {
  if (wait === null) return null;
  return `Half of all builds take up to ${formatDuration(wait.p50Ms)}, one in ten more than ${formatDuration(wait.p90Ms)}.`;
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

/**
 * What got worse in the days of the line though the whole did not clearly; null where nothing did. What was seen on one day
 * alone is left out.
 */
export function worsePartSentence(
  news: readonly News[],
  { verdict, from, until }: Pick<TrendAnswer, 'verdict' | 'from' | 'until'>,
): string | null {
  const [first, ...others] = news.filter(
    ({ change: { isAlarm, day } }) => !isAlarm && day >= from && day < until,
  );
  if (first === undefined || verdict === 'worse') return null;
  const one = subjectOf(first.change);
  return others.length === 0
    ? `One part got worse all the same, as said above: ${one}.`
    : `Some parts got worse all the same, as said above: ${one} and ${formatCountOf(others.length, 'other')}.`;
}

/** Whether all of an interval of differences lies on one side of no change. */
export function excludesNone({ low, high }: { low: number; high: number }): boolean {
  return low > 0 || high < 0;
}
