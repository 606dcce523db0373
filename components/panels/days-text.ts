import { formatDay, formatRange } from '@/lib/format';
import type { MetricAnswer } from '@/lib/metrics/query';
import type { DayRange } from '@/lib/time/ranges';
import { rangeOfBuckets } from './range-of-buckets';

/** A range as people write it: `26 Oct – 22 Nov 2026`. */
export function daysText(days: DayRange): string {
  const [from = '', last = ''] = rangeOfBuckets(days.from, days.until, 'day', days).split('..');
  return formatRange(from, last);
}

/** A range and the one before it; that today is not over yet, where a part of a day is held against a whole one. */
export function comparedDaysText({
  days,
  previousDays,
  today,
}: Pick<MetricAnswer<unknown>, 'days' | 'previousDays' | 'today'>): string {
  const compared = `${daysText(days)} against ${daysText(previousDays)}`;
  return days.from <= today && today < days.until
    ? `${compared}; ${formatDay(today)} is not over yet`
    : compared;
}
