'use client';

import { type DayRange, rangeProblem, resolveRange } from '@/lib/time/ranges';
import { useHealth } from './health';

/** The days that a range means by now, by the clock of the organisation; null: not known, or it is no range. */
export function useDaysOf(range: string): DayRange | null {
  const { import: progress, timeZone } = useHealth();
  if (timeZone === undefined || progress?.lookedAt == null || rangeProblem(range) !== null) return null;
  // What the server was asked last, not this machine's clock, so that pages made on the server read the same.
  return resolveRange(range, new Date(progress.lookedAt), timeZone);
}
