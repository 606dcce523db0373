import { MINUTE_MS } from '@/lib/time/units';

/** A list of very many repositories takes at most one part in so many of the time, whatever the interval. */
const DISCOVERY_SHARE = 20;
const LONGEST_INTERVAL_MS = 10 * MINUTE_MS;
/** What looking takes at the most: more than that was waiting for a server in trouble, which is over. */
const LOOK_MS = 1_000;
const LOOK_MS_A_REPO = 5;

/** How long until the server is asked again for what is new, ms. */
export function discoveryPauseMs(look: { tookMs: number; repoCount: number; intervalMs: number }): number {
  const workMs = Math.min(look.tookMs, LOOK_MS + look.repoCount * LOOK_MS_A_REPO);
  return Math.max(look.intervalMs, Math.min(workMs * DISCOVERY_SHARE, LONGEST_INTERVAL_MS));
}
