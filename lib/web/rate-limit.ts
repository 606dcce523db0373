import { SECOND_MS } from '@/lib/time/units';

/** So many of one address may come at once, and then so many a second. */
export interface Rate {
  burst: number;
  perSecond: number;
}

const MOST_KNOWN = 10_000;

interface Bucket {
  left: number;
  atMs: number;
}

/** Counts requests by who sends them; those who were silent for longest are forgotten first. */
export class RateLimit {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly rate: Rate) {}

  /** @param nowMs on a clock that never goes back. @returns seconds to wait; 0: it may pass */
  take(who: string, nowMs: number): number {
    const { burst, perSecond } = this.rate;
    const known = this.buckets.get(who);
    const left =
      known === undefined
        ? burst
        : Math.min(burst, known.left + ((nowMs - known.atMs) / SECOND_MS) * perSecond);
    const passes = left >= 1;
    this.buckets.delete(who);
    this.buckets.set(who, { left: passes ? left - 1 : left, atMs: nowMs });
    if (this.buckets.size > MOST_KNOWN) this.buckets.delete(this.buckets.keys().next().value ?? who);
    return passes ? 0 : Math.ceil((1 - left) / perSecond);
  }
}
