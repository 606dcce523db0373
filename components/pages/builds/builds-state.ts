import { parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { NO_FILTER } from '@/components/filters/page-filters';
import { LEFT_OUT_REASONS } from '@/lib/builds/query';
import type { MetricFilter } from '@/lib/metrics/query';

const STATUS_GROUPS = ['all', 'success', 'failed', 'killed', 'running', 'other'] as const;

/** What the list of builds has in its address beside the filters; links to other pages drop it. */
export const buildsParsers = {
  status: parseAsStringLiteral(STATUS_GROUPS).withDefault('all'),
  /** Why builds are left out of some figure; null: all builds. */
  leftOut: parseAsStringLiteral(LEFT_OUT_REASONS),
  /** Where the page begins: what the page before gave as its end. */
  cursor: parseAsString,
};

/** What the list of builds has in its address beside the filters, and finds again on the way back from a build. */
export const KEPT_IN_LINKS = ['status', 'leftOut'] as const;

/** What is under way belongs to no day yet: the range of the page does not narrow it. */
export function withoutRange(filter: MetricFilter): MetricFilter {
  return { ...filter, range: NO_FILTER.range, bucket: NO_FILTER.bucket };
}
