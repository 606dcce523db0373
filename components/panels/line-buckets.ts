import type { MetricAnswer } from '@/lib/metrics/query';
import { dayNumber, weekdayOf } from '@/lib/time/days';

export type LineBuckets = Pick<MetricAnswer<unknown>, 'buckets' | 'bucketSize' | 'workdays'>;

interface LinePoint {
  bucket: string;
  /** In milliseconds; null where nothing ran. */
  valueMs: number | null;
}

/**
 * What a line without an axis is drawn through: the working days, of what never runs on other days; else all buckets.
 *
 * @param valuesMs one for each bucket
 */
export function lineBuckets(
  valuesMs: ReadonlyArray<number | null>,
  { buckets, bucketSize, workdays }: LineBuckets,
): LinePoint[] {
  const points = buckets.map((bucket, index) => ({ bucket, valueMs: valuesMs[index] ?? null }));
  if (bucketSize === 'week') return points;
  const isWorkday = ({ bucket }: LinePoint) => workdays.includes(weekdayOf(dayNumber(bucket)));
  return points.some(point => point.valueMs !== null && !isWorkday(point))
    ? points
    : points.filter(isWorkday);
}
