import { formatDay } from '@/lib/format';
import type { MetricAnswer } from '@/lib/metrics/query';

/** How a bucket is called in a tooltip or table. */
export function bucketName(bucketSize: MetricAnswer<unknown>['bucketSize'], bucket: string): string {
  return bucketSize === 'week' ? `Week of ${formatDay(bucket, true)}` : formatDay(bucket, true);
}
