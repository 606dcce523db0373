import type { z } from 'zod';
import type { Bucket, DayRange } from '@/lib/time/ranges';
import type { WeekReader } from '@/lib/weeks/reader';

/**
 * One question: what it is called, what its figures mean, and how it is answered. `empty` says what a bucket
 * without rows means: a gap in a line, or a zero.
 */
export interface Metric<Row> {
  name: string;
  title: string;
  unit: 'ms' | 'count' | 'ratio' | 'none';
  /** For a person, shown beside the figure. */
  definition: string;
  empty: 'gap' | 'zero';
  row: z.ZodObject & z.ZodType<Row>;
  /** Rows in the order in which they are shown. */
  answer(reader: WeekReader): Promise<Row[]>;
}

/** What the API answers and the panels get. */
export interface MetricAnswer<Row> {
  name: string;
  title: string;
  unit: Metric<Row>['unit'];
  definition: string;
  empty: Metric<Row>['empty'];
  days: DayRange;
  previousDays: DayRange;
  /** First day of the oldest week with builds in scope; null: there are none. What ran before it is not known. */
  historyFrom: string | null;
  /** Weeks with builds in either range whose hours lost are not computed yet: what is summed up of hours lacks them. */
  weeksToReplay: { now: number; before: number };
  /** Working days of both ranges by now; the running one counts by the share of its hours that is over. */
  workingDays: { now: number; before: number };
  /** Of a week, 1 is Monday: the working days of the organisation. */
  workdays: readonly number[];
  /** The day that is not over yet: where the range holds it, its figures will change. */
  today: string;
  bucketSize: Bucket;
  /** First days of all buckets in the range, whether or not a row falls into them. */
  buckets: string[];
  timeZone: string;
  rows: Row[];
}

export function defineMetric<Row>(metric: Metric<Row>): Metric<Row> {
  return metric;
}
