'use client';

import { type DayRange, rangeProblem, resolveRange } from '@/lib/time/ranges';
import { useHealth } from './health';

/** The days that a range means today, as the server has it; null: not known, or it is no range. */
export function useDaysOf(range: string): DayRange | null {
  const { today } = useHealth();
  if (today === undefined || rangeProblem(range) !== null) return null;
  return resolveRange(range, new Date(`${today}T12:00:00Z`), 'UTC');
}
