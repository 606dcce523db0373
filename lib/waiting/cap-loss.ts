import { wholeAmounts } from './whole-amounts';

/** What was lost on one day, by cell. */
export interface CappedLoss {
  /** Whole milliseconds; `wholeMs` sums to it exactly. */
  totalMs: number;
  exactMs: Float64Array;
  wholeMs: Float64Array;
}

/** Scales a day's loss to the cap, everything alike, and makes it whole once. Milliseconds. */
export function capLoss(exactMs: Float64Array, totalMs: number, capMs: number): CappedLoss {
  const isCapped = totalMs > capMs;
  const total = Math.round(isCapped ? capMs : totalMs);
  const scaled = isCapped ? exactMs.map(ms => (ms * capMs) / totalMs) : exactMs;
  return { totalMs: total, exactMs: scaled, wholeMs: wholeAmounts(scaled, total) };
}
