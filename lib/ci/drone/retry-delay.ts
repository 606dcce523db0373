import { MINUTE_MS } from '@/lib/time/units';

const MAX_BACKOFF_MS = 30_000;
const MAX_RETRY_AFTER_MS = 5 * MINUTE_MS;

export interface RetryDelayInput {
  /** From 1: the attempt that just failed. */
  attempt: number;
  baseMs: number;
  /** The header as sent: seconds or an HTTP date. */
  retryAfter: string | undefined;
  nowMs: number;
  /** From 0 to 1. */
  random: number;
}

/**
 * How long to wait before the next attempt: what the server asks for, else exponential back-off with full
 * jitter (anything from 0 to the exponential bound, so that clients do not come back in step).
 */
export function retryDelayMs({ attempt, baseMs, retryAfter, nowMs, random }: RetryDelayInput): number {
  const askedMs = parseRetryAfterMs(retryAfter, nowMs);
  if (askedMs !== null) return Math.min(Math.max(askedMs, 0), MAX_RETRY_AFTER_MS);
  return random * Math.min(MAX_BACKOFF_MS, baseMs * 2 ** (attempt - 1));
}

function parseRetryAfterMs(retryAfter: string | undefined, nowMs: number): number | null {
  if (retryAfter === undefined) return null;
  if (/^\s*\d+\s*$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? null : date - nowMs;
}
