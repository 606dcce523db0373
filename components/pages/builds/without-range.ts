import { NO_FILTER } from '@/components/filters/page-filters';
import type { MetricFilter } from '@/lib/metrics/query';

/** What is under way belongs to no day yet: the range of the page does not narrow it. */
export function withoutRange(filter: MetricFilter): MetricFilter {
  return { ...filter, range: NO_FILTER.range, bucket: NO_FILTER.bucket };
}
