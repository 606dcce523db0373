/** Fewer builds than this say nothing. */
const FEWEST = 5;

/** What a build that is under way may still take. */
export interface TimeLeft {
  /** Earlier builds that took at least as long as this one has so far: the figures stand on them. */
  n: number;
  /** Null where too few did. */
  p50Ms: number | null;
  p90Ms: number | null;
  /** It has taken longer than every earlier one, of which there are enough to say so. */
  isOverdue: boolean;
}

/**
 * Of the earlier builds that lasted at least as long as this one has already, how long they still took: percentiles
 * by nearest rank of wait − elapsed. A build that has run for ten minutes is compared with long builds only.
 *
 * @param waitsS of earlier builds, seconds, in any order
 */
export function timeLeft(waitsS: readonly number[], elapsedMs: number): TimeLeft {
  const longer = waitsS.filter(waitS => waitS * 1000 >= elapsedMs).sort((a, b) => a - b);
  const isOverdue = waitsS.length >= FEWEST && longer.length === 0;
  if (longer.length < FEWEST) return { n: longer.length, p50Ms: null, p90Ms: null, isOverdue };
  const leftMs = (q: number) => (longer[Math.ceil(q * longer.length - 1e-9) - 1] ?? 0) * 1000 - elapsedMs;
  return { n: longer.length, p50Ms: leftMs(0.5), p90Ms: leftMs(0.9), isOverdue };
}
