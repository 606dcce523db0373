import type { EventFilter } from '@/lib/facts/vocabulary';
import type { Bucket, DayRange } from '@/lib/time/ranges';

/** What a question is narrowed to; null: not by this. */
export interface ReaderFilter {
  /** As `resolveRange` knows ranges. */
  range: string;
  bucket: 'auto' | Bucket;
  team: string | null;
  service: string | null;
  /** namespace/name. */
  repository: string | null;
  pipeline: string | null;
  step: string | null;
  branch: 'all' | 'default' | 'others';
  event: EventFilter;
  /** `out` leaves context switching out of all hours lost; left out: it is in them. */
  switches?: 'in' | 'out';
}

/** The filter with everything worked out that depends on the clock and on settings. */
export interface ReaderScope extends ReaderFilter {
  days: DayRange;
  previousDays: DayRange;
  /** The day that is not over yet, by the clock of `timeZone`. */
  today: string;
  bucketSize: Bucket;
  timeZone: string;
}
