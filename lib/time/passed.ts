/**
 * Milliseconds since then, for what is done again after a while. Infinity where it never was, and where it lies ahead: the
 * clock was put back, and waiting until it is there again could take years.
 */
export function passedMs(at: Date | null, now: Date): number {
  if (at === null || at > now) return Number.POSITIVE_INFINITY;
  return now.getTime() - at.getTime();
}
