import {
  formatCountOf,
  formatDay,
  formatDuration,
  formatEnds,
  formatHours,
  formatSmallHours,
} from '@/lib/format';
import { addDays } from '@/lib/time/days';
import { subjectOf } from '../changes/change-words';
import type { News } from '../changes/news';
import { formatShifts } from '../effect-words';
import type { TrendAnswer } from './trend-answer';

/** The three questions that the Overview answers. */
export const WAIT_QUESTION = 'How long do we wait?';
export const TREND_QUESTION = 'Is it getting worse?';
export const FIX_QUESTION = 'What to fix first';

/** `Half of all builds take up to 5m 12s, one in ten more than 14m 03s.`; null without builds. */
export function waitSentence({ wait }: Pick<TrendAnswer, 'wait'>): string | null {
  if (wait === null) return null;
  return `Half of all builds take up to ${formatDuration(wait.p50Ms)}, one in ten more than ${formatDuration(wait.p90Ms)}.`;
}

/** What the sentence of the wait rests on. */
export function waitBasis({ wait }: Pick<TrendAnswer, 'wait'>): string {
  if (wait === null) return 'no successful build on a working day that is over';
  const { p50Interval, p90Interval, buildCount, dayCount } = wait;
  const n = `${waitsOf(buildCount)} on ${formatCountOf(dayCount, 'working day')}`;
  if (p50Interval === null || p90Interval === null) return `${n}: too few for an interval`;
  const ends = [p50Interval, p90Interval].map(
    ({ low, high }) => `${formatDuration(low)} to ${formatDuration(high)}`,
  );
  return `95 % intervals ${ends.join(' and ')} · ${n}`;
}

/**
 * The hours to report, and what their low and high readings count; null where nobody knows them, and no band where the
 * readings are one.
 */
export function lostWeekWords({
  lostAWeek,
}: Pick<TrendAnswer, 'lostAWeek'>): { figure: string; band: string | null } | null {
  if (lostAWeek === null) return null;
  const { lowMs, lostMs, highMs } = lostAWeek;
  return {
    figure: `${formatHours(lostMs)} lost in a week of work`,
    band:
      highMs > lowMs
        ? `queues and repeated builds alone are ${formatHours(lowMs)}, every minute of the wait in working hours with the most for switching context is ${formatHours(highMs)}`
        : null,
  };
}

/** Whether it is getting worse; the verdict is of the wait for builds. */
export function trendSentence({ verdict, sentence }: Pick<TrendAnswer, 'verdict' | 'sentence'>): string {
  return verdict === 'no clear change' ? 'The wait as a whole did not clearly change.' : sentence;
}

/** What the verdict rests on. */
export function trendBasis({ verdict, from, until, interval, days }: TrendAnswer): string {
  const builds = days.reduce((sum, { buildCount }) => sum + buildCount, 0);
  return [
    ...(interval === null ? [] : [`99.9 % interval ${formatShifts(interval)}`]),
    ...(verdict === 'not enough data'
      ? []
      : [`line from ${formatDay(from)} to ${formatDay(addDays(until, -1))}`]),
    `${waitsOf(builds)} on ${formatCountOf(days.length, 'working day')}`,
  ].join(' · ');
}

/** A build of a repository that holds several services is a wait for each of them. */
function waitsOf(count: number): string {
  return `${formatCountOf(count, 'wait')} for a service`;
}

/** What is said of single services where the line of none clearly changed; null where some did, or none has a line. */
export function noMoverSentence({ movers, servicesTested }: TrendAnswer): string | null {
  return movers.length > 0 || servicesTested === 0
    ? null
    : 'The whole wait of no single service clearly changed.';
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
  const [least, most] = [Math.abs(interval.low), Math.abs(interval.high)];
  const size = formatEnds(Math.min(least, most), Math.max(least, most), formatSmallHours);
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
