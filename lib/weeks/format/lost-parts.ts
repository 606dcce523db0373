import { BUILD_FLAG } from './codes';
import type { ColumnSpec, Columns } from './columns';

/**
 * What people lost in one week in the builds of one repository: one entry for each person, local day, build,
 * place, owner and cause. Whole milliseconds; the sum over a person's day is what they lost that day, exactly.
 */
export const AMOUNT_COLUMNS = {
  number: 'f64',
  /** The series of the step, or of the pipeline where no step held the build up. */
  placeId: 'i32',
  /** The series whose service bears it. */
  ownerId: 'i32',
  personId: 'i32',
  measuredMs: 'u32',
  lowMs: 'u32',
  lostMs: 'u32',
  highMs: 'u32',
  /** The person's local day, days since Monday. */
  day: { kind: 'u8', joining: 'day' },
  cause: 'u8',
  event: 'u8',
  /** BUILD_FLAG of the build. */
  flags: 'u8',
} as const satisfies ColumnSpec;

/** The same, summed up over people, days and builds of the week. */
export const LOST_SUM_COLUMNS = {
  measuredMs: 'f64',
  lowMs: 'f64',
  lostMs: 'f64',
  highMs: 'f64',
  placeId: 'i32',
  ownerId: 'i32',
  cause: 'u8',
  event: 'u8',
  flags: 'u8',
  /** 0 in a week alone. */
  week: { kind: 'u8', joining: 'week', absent: 0 },
} as const satisfies ColumnSpec;

/** What sums tell apart of an amount. */
export interface SumKey {
  placeId: number;
  ownerId: number;
  cause: number;
  event: number;
  /** Those flags of the build that sums keep. */
  flags: number;
  week: number;
}

/** The key of an amount's sum, alone and as a text. */
export function sumKeyOf({ placeId, ownerId, cause, event, flags, week }: SumKey): {
  key: SumKey;
  id: string;
} {
  const kept = flags & (BUILD_FLAG.onDefaultBranch | BUILD_FLAG.stuck);
  return {
    key: { placeId, ownerId, cause, event, flags: kept, week },
    id: `${week} ${placeId} ${ownerId} ${cause} ${event} ${kept}`,
  };
}

export type AmountColumns = Columns<typeof AMOUNT_COLUMNS>;
type LostSumColumns = Columns<typeof LOST_SUM_COLUMNS>;

export interface LostParts {
  amounts: AmountColumns;
  sums: LostSumColumns;
}

export type LostPart = keyof LostParts;
