import { formatDay, formatRange } from '@/lib/format';
import type { MetricAnswer } from '@/lib/metrics/query';
import { addDays } from '@/lib/time/days';
import type { Bucket, DayRange } from '@/lib/time/ranges';

/** A range as people write it: `26 Oct – 22 Nov 2026`. */
export function formatDays(days: DayRange): string {
  const [from = '', last = ''] = rangeOfBuckets(days.from, days.until, 'day', days).split('..');
  return formatRange(from, last);
}

/** A range and the one before it; that today is not over yet, where a part of a day is held against a whole one. */
export function formatComparedDays({
  days,
  previousDays,
  today,
}: Pick<MetricAnswer<unknown>, 'days' | 'previousDays' | 'today'>): string {
  const compared = `${formatDays(days)} against ${formatDays(previousDays)}`;
  return days.from <= today && today < days.until
    ? `${compared}; ${formatDay(today)} is not over yet`
    : compared;
}

/** How a bucket is called in a tooltip or table. */
export function bucketName(bucketSize: MetricAnswer<unknown>['bucketSize'], bucket: string): string {
  return bucketSize === 'week' ? `Week of ${formatDay(bucket, true)}` : formatDay(bucket, true);
}

/**
 * The days of some buckets, as a range in the address. A week at the edge of a range may hold days beyond it:
 * they stay out.
 *
 * @param first the first day of the first bucket
 * @param last the first day of the last bucket
 */
export function rangeOfBuckets(first: string, last: string, bucketSize: Bucket, days: DayRange): string {
  const lastDay = bucketSize === 'week' ? addDays(last, 6) : last;
  return `${later(first, days.from)}..${earlier(lastDay, addDays(days.until, -1))}`;
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

function later(a: string, b: string): string {
  return a < b ? b : a;
}
