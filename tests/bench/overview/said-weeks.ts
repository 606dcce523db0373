import { dayOf } from '@/lib/demo/calendar';
import type { StoryEvent } from '@/lib/demo/story';
import { changesSearchSchema } from '@/lib/insights/changes/change';
import { NEWS_DAYS, type News, newsOf } from '@/lib/insights/changes/news';
import { listChanges } from '@/lib/insights/changes/stored-changes';
import { watchRepos } from '@/lib/insights/changes/watch-next';
import { findTrend } from '@/lib/insights/trend/find-trend';
import { excludesNone, lostChangeSentence } from '@/lib/insights/trend/headlines';
import type { TrendAnswer } from '@/lib/insights/trend/trend-answer';
import { metricFilterSchema } from '@/lib/metrics/metric-filter';
import { addDays, calendarDay, dayNumber, weekdayOf } from '@/lib/time/days';
import type { ReaderContext } from '@/lib/weeks/reader';

/** What the Overview says at one time. */
export interface OverviewSays {
  day: string;
  trend: TrendAnswer;
  news: News[];
}

/** Everything that the Overview says, with the clock moved to a time; what came later is not known to it yet. */
export async function askOverview(context: ReaderContext, now: Date): Promise<OverviewSays> {
  const then = { ...context, now };
  while (await watchRepos(then));
  const day = now.toISOString().slice(0, 10);
  const since = addDays(day, -NEWS_DAYS);
  const { changes } = await listChanges(then, changesSearchSchema.parse({ since, limit: 2000 }));
  const trend = await findTrend(then, metricFilterSchema.parse({}));
  return { day, trend, news: newsOf(changes) };
}

/** Sentences that are not so, by what the demo did; [] is what one wants. */
export function falseClaims({ trend, news }: OverviewSays, story: readonly StoryEvent[]): string[] {
  const { from, until, verdict, movers, lostInterval, lostChangeMsADay } = trend;
  const inLine = story.filter(({ at }) => dayOfEvent(at) >= from && dayOfEvent(at) < until);
  const did = (kind: StoryEvent['kind'], service?: string) =>
    inLine.some(event => event.kind === kind && (service === undefined || event.repos.includes(service)));
  const kindOf = (word: 'better' | 'worse') => (word === 'better' ? 'optimisation' : 'regression');
  const claims: string[] = [];
  if ((verdict === 'better' || verdict === 'worse') && !did(kindOf(verdict))) claims.push(trend.sentence);
  for (const mover of movers)
    if (!did(kindOf(mover.verdict), mover.service)) claims.push(`${mover.service} ${mover.verdict}`);
  for (const { change } of news) {
    const isTrue = story.some(
      ({ kind, repos, at }) =>
        kind === 'regression' &&
        repos.includes(change.repository) &&
        change.rangeFrom <= dayOfEvent(at) &&
        dayOfEvent(at) <= change.rangeUntil,
    );
    // An alarm says what that day was like, and that it may prove to be nothing.
    if (!change.isAlarm && !isTrue) claims.push(`${described(change)} since ${change.day}`);
  }
  const claimsHours = lostInterval !== null && excludesNone(lostInterval);
  if (claimsHours && Math.sign(lostChangeMsADay ?? 0) !== Math.sign(lostInterval.low + lostInterval.high))
    claims.push(lostChangeSentence(trend) ?? '');
  return claims;
}

function described({ repository, kind, step, pValue, effect }: News['change']): string {
  const size = `${(100 * effect).toFixed(0)} %`;
  return `${repository} ${kind} ${step ?? ''} ${size}${pValue === null ? '' : `, p ${pValue.toExponential(0)}`}`;
}

/** One line of the table of what was said. */
export function lineOf({ day, trend, news }: OverviewSays): string {
  const movers = trend.movers.map(({ service, verdict }) => `${service} ${verdict}`).join(', ');
  const told = news.map(({ change }) => `${described(change)}${change.isAlarm ? ' alarm' : ''}`);
  const hours = (lostChangeSentence(trend) ?? '–').replace('Hours lost on a working day: ', '');
  return [day, trend.sentence, movers || '–', hours, told.join(', ') || '–'].join(' | ');
}

export function dayOfEvent(at: Date): string {
  return calendarDay(dayOf(at.getTime() / 1000));
}

/** Mondays of the weeks before a time, the first of them first. */
export function mondaysBefore(now: Date, count: number): string[] {
  const today = dayOf(now.getTime() / 1000);
  const monday = today - weekdayOf(today) + 1;
  return Array.from({ length: count }, (_, i) => calendarDay(monday - 7 * (count - 1 - i)));
}

/** So many working days after one, itself the first of them. */
export function workingDaysFrom(day: string, count: number): string[] {
  const days: string[] = [];
  for (let next = dayNumber(day); days.length < count; next += 1)
    if (weekdayOf(next) <= 5) days.push(calendarDay(next));
  return days;
}
