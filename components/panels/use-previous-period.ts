'use client';

import { useQuery } from '@tanstack/react-query';
import { useFilter } from '@/components/filters/filter-context';
import { useViewState } from '@/components/filters/filter-state';
import { type MetricAnswer, type MetricName, type MetricRows, metricQuery } from '@/lib/metrics/query';
import { rangeOfBuckets } from './buckets';

/**
 * The same question about the range before, where the address asks for it (`before=true`). It comes after the
 * rest of the panel; null until it is there.
 */
export function usePreviousPeriod<Name extends MetricName>(
  name: Name,
  { previousDays, bucketSize }: Pick<MetricAnswer<unknown>, 'previousDays' | 'bucketSize'>,
): MetricAnswer<MetricRows[Name]> | null {
  const [{ before }] = useViewState();
  const filter = useFilter();
  const range = rangeOfBuckets(previousDays.from, previousDays.until, 'day', previousDays);
  const { data } = useQuery({
    ...metricQuery(name, { ...filter, range, bucket: bucketSize }),
    enabled: before,
  });
  return before ? (data ?? null) : null;
}
