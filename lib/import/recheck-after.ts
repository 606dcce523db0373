import { DAY_MS, MINUTE_MS } from '@/lib/time/units';

const SHORTEST_MS = 5 * 1000;
/** While it may still come to an end as other builds do. */
const FRESH_MS = 15 * MINUTE_MS;
/** The server itself ends what runs or waits for a runner after a day; an approval may come later. */
export const LONGEST_RECHECK_MS = DAY_MS;
const FORGOTTEN_MS = 90 * DAY_MS;

/**
 * When to look again at a build that is not finished: after a tenth of its age, 5 s to 15 min on its first day, up to
 * a day later on; null: never, as nobody will end it.
 */
export function recheckAfterMs(ageMs: number): number | null {
  if (ageMs > FORGOTTEN_MS) return null;
  return Math.min(Math.max(ageMs / 10, SHORTEST_MS), ageMs < DAY_MS ? FRESH_MS : LONGEST_RECHECK_MS);
}
