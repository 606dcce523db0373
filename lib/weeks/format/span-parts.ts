import type { ColumnSpec, Columns } from './columns';

/**
 * Weekly sums of the commands and layers of one repository: one entry for each series, label, kind of branch and
 * event, by series, then label. Whole milliseconds.
 */
export const SPAN_COLUMNS = {
  totalMs: 'f64',
  /** Of the total, what was not cached. */
  missMs: 'f64',
  seriesId: 'i32',
  /** 0: all labels of the series that were too rare for one of their own. */
  labelId: 'i32',
  /** How often it ran. */
  runs: 'u32',
  /** How often its time is known. */
  timed: 'u32',
  hits: 'u32',
  misses: 'u32',
  /** In how many logs it is the first layer that was not cached. */
  firstMisses: 'u32',
  /** Where its histogram ends in `times`; it begins where that of the entry before ends. */
  timesUntil: { kind: 'u32', joining: 'end' },
  event: 'u8',
  /** BUILD_FLAG of the builds: onDefaultBranch. */
  flags: 'u8',
  /** 0 in a week alone. */
  week: { kind: 'u8', joining: 'week', absent: 0 },
} as const satisfies ColumnSpec;

/** γ: buckets of durations are 2 % apart, so that their middle is within 1 % of what they hold (DDSketch). */
export const BUCKET_GAMMA = 1.01 / 0.99;

/** Histograms of durations, one behind the other, each by bucket; bucket b reaches from γᵇ⁻¹ to γᵇ milliseconds. */
export const TIME_COLUMNS = {
  count: 'u32',
  bucket: 'u16',
} as const satisfies ColumnSpec;

export type SpanColumns = Columns<typeof SPAN_COLUMNS>;
export type TimeColumns = Columns<typeof TIME_COLUMNS>;

export interface SpanParts {
  spans: SpanColumns;
  times: TimeColumns;
}

export type SpanPart = keyof SpanParts;
