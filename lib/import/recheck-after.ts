const SHORTEST_MS = 5 * 1000;
const LONGEST_MS = 15 * 60 * 1000;

/** When to look again at a build that is not finished: after a tenth of its age, 5 s to 15 min. */
export function recheckAfterMs(ageMs: number): number {
  return Math.min(Math.max(ageMs / 10, SHORTEST_MS), LONGEST_MS);
}
