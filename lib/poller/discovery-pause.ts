import { MINUTE_MS } from '@/lib/time/units';

/** A list of very many repositories takes at most one part in so many of the time, whatever the interval. */
const DISCOVERY_SHARE = 20;
const LONGEST_INTERVAL_MS = 10 * MINUTE_MS;

/**
 * How long until the server is asked again for what is new, ms. What one look took and the one before did not was
 * waiting for a server in trouble, or storing all repositories for the first time: it says nothing of the next.
 *
 * @param beforeMs what the look before took; null: there was none
 */
export function discoveryPauseMs(look: {
  tookMs: number;
  beforeMs: number | null;
  intervalMs: number;
}): number {
  const workMs = Math.min(look.tookMs, look.beforeMs ?? 0);
  return Math.max(look.intervalMs, Math.min(workMs * DISCOVERY_SHARE, LONGEST_INTERVAL_MS));
}
