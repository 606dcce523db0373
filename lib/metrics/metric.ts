import type pg from 'pg';
import type { z } from 'zod';
import type { SqlStatement } from '@/lib/db/sql';
import type { Bucket, DayRange } from '@/lib/time';

/** What every panel may ask for, as it stands in the address; the CSV and the API take the same. */
export interface MetricFilter {
  /** `4w`, `7d`, …, or `2026-03-02..2026-03-29`. */
  range: string;
  /** `namespace/name`; null: not narrowed to one. */
  repository: string | null;
  /** `all`, `default`, `others`, or the name of one branch. */
  branch: string;
  /** `auto`: by the length of the range. */
  bucket: 'auto' | Bucket;
}

/** The filter with everything worked out that depends on the clock and on settings. */
export interface MetricScope extends MetricFilter {
  days: DayRange;
  previousDays: DayRange;
  bucketSize: Bucket;
  timeZone: string;
}

/**
 * One question: what it is called, what its figures mean, and the one statement that answers it. `empty`
 * says what a bucket without rows means: a gap in a line, or a zero.
 */
export interface Metric<Row> {
  name: string;
  title: string;
  unit: 'ms' | 'count' | 'ratio' | 'none';
  /** For a person, shown beside the figure. */
  definition: string;
  empty: 'gap' | 'zero';
  /** Whether the answer is about one repository only. */
  needsRepository: boolean;
  row: z.ZodType<Row>;
  statement(scope: MetricScope): SqlStatement;
}

/** What the API answers and the panels get. */
export interface MetricAnswer<Row> {
  name: string;
  title: string;
  unit: Metric<Row>['unit'];
  definition: string;
  empty: Metric<Row>['empty'];
  days: DayRange;
  bucketSize: Bucket;
  /** First days of all buckets in the range, whether or not a row falls into them. */
  buckets: string[];
  timeZone: string;
  rows: Row[];
}

export function defineMetric<Row>(metric: Metric<Row>): Metric<Row> {
  return metric;
}

export interface MetricContext {
  pool: pg.Pool;
  now: Date;
  timeZone: string;
}
