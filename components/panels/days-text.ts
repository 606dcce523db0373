import { formatRange } from '@/lib/format';
import type { DayRange } from '@/lib/time';
import { rangeOfBuckets } from './range-of-buckets';

/** A range as people write it: `26 Oct – 22 Nov 2026`. */
export function daysText(days: DayRange): string {
  const [from = '', last = ''] = rangeOfBuckets(days.from, days.until, 'day', days).split('..');
  return formatRange(from, last);
}
