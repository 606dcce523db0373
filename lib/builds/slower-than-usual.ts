import type { UsualTime } from './usual-times';

/** Fewer earlier builds than this say nothing about the tail. */
const FEWEST = 10;

export const VERDICTS = ['within', 'above-p75', 'above-p90', 'too-few'] as const;

export type Verdict = (typeof VERDICTS)[number];

/**
 * Whether something took longer than usual.
 *
 * @param isWhole false where it was cut short (failed, killed, or still under way): it may be longer than usual
 *   already, but that it is within says nothing
 * @returns null where nothing can be said
 */
export function slowerThanUsual(tookMs: number | null, usual: UsualTime, isWhole: boolean): Verdict | null {
  if (tookMs === null) return null;
  if (usual.n < FEWEST || usual.p75Ms === null || usual.p90Ms === null) return 'too-few';
  if (tookMs > usual.p90Ms) return 'above-p90';
  if (tookMs > usual.p75Ms) return 'above-p75';
  return isWhole ? 'within' : null;
}
