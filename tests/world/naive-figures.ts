import type { MetricAnswer } from '@/lib/metrics/metric';
import type { Settings } from '@/lib/settings/settings';
import { calendarDay, dayNumber, mondayOf, weekNumber } from '@/lib/time/days';
import type { LostBands } from './lost-table';
import type { NaivePick, NaiveScope } from './naive-scope';
import type { NaiveAmount } from './naive-shares';

/** The smallest value that a share q of the values does not exceed, in milliseconds; null without values. */
export function rankMs(seconds: readonly number[], q: number): number | null {
  const sorted = seconds.toSorted((a, b) => a - b);
  const value = sorted.find((_, index) => index + 1 >= q * sorted.length - 1e-9);
  return value === undefined ? null : value * 1000;
}

export function percentiles(seconds: readonly number[]) {
  return {
    n: seconds.length,
    p25Ms: rankMs(seconds, 0.25),
    p50Ms: rankMs(seconds, 0.5),
    p75Ms: rankMs(seconds, 0.75),
    p90Ms: rankMs(seconds, 0.9),
    p95Ms: rankMs(seconds, 0.95),
  };
}

export function failedRatio(statuses: readonly string[]): number | null {
  const failed = statuses.filter(status => status === 'failure' || status === 'error').length;
  const ended = failed + statuses.filter(status => status === 'success').length;
  return ended === 0 ? null : failed / ended;
}

/** The measured wait, and what was lost within the smallest and largest of its three readings, each added up. */
export function bandsOf(amounts: readonly NaiveAmount[]) {
  const [measuredMs, lowMs, lostMs, highMs] = amounts.reduce<LostBands>(
    ([a, b, c, d], { bands }) => [a + bands[0], b + bands[1], c + bands[2], d + bands[3]],
    [0, 0, 0, 0],
  );
  const readings = [lowMs, lostMs, highMs];
  return { measuredMs, lowMs: Math.min(...readings), lostMs, highMs: Math.max(...readings) };
}

export function waits(picks: readonly NaivePick[]): number[] {
  return picks.filter(({ isTimed }) => isTimed).map(({ waitS }) => waitS);
}

export function groupBy<Value>(
  values: readonly Value[],
  key: (value: Value) => string,
): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const group = groups.get(key(value));
    if (group === undefined) groups.set(key(value), [value]);
    else group.push(value);
  }
  return groups;
}

/** What the answer says of the question: ranges are checked elsewhere. */
type Asked = Pick<MetricAnswer<unknown>, 'days' | 'previousDays' | 'bucketSize' | 'buckets'>;

export interface Question extends Asked {
  scope: NaiveScope;
  settings: Settings;
}

export function bucketOf({ bucketSize }: Asked, day: string): string {
  return bucketSize === 'day' ? day : calendarDay(mondayOf(weekNumber(dayNumber(day))));
}

/** Buckets in which anything is left. */
export function byBucket<Value>(
  q: Asked,
  picks: readonly NaivePick[],
  of: (picks: NaivePick[]) => Value[],
): Array<[string, Value[]]> {
  return [...groupBy(picks, ({ build }) => bucketOf(q, build.day))]
    .map(([bucket, own]): [string, Value[]] => [bucket, of(own)])
    .filter(([, values]) => values.length > 0);
}
