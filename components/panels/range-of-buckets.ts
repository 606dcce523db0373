import { addDays } from '@/lib/time/days';
import type { Bucket, DayRange } from '@/lib/time/ranges';

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
