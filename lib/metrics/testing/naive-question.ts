import type { Settings } from '@/lib/settings/settings';
import { calendarDay, dayNumber, mondayOf, weekNumber } from '@/lib/time/days';
import type { MetricAnswer } from '../metric';
import { groupBy } from './naive-figures';
import type { NaivePick, NaiveScope } from './naive-scope';

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
