import { HOUR_MS, MINUTE_MS } from '@/lib/time/units';
import type { ReportDocument } from '../report-document';

/** What a transport is given; the same at every attempt. */
export interface OutgoingMessage {
  /** Tells the message from all others, so that receivers can drop a repeat. */
  id: string;
  kind: 'report' | 'alerts' | 'test';
  document: ReportDocument;
  /** When it became due: its date, at every attempt. */
  dueAt: Date;
}

/** It did not get through, and may later. The message holds no secret. */
export class AttemptFailedError extends Error {
  /** @param retryAfterMs how long the receiver wants us to wait; null: it did not say */
  constructor(
    message: string,
    readonly retryAfterMs: number | null = null,
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** The receiver will not have it, now or later. The message holds no secret. */
export class RefusedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** From the first attempt on. */
export const GIVE_UP_AFTER_MS = 24 * HOUR_MS;
const FIRST_PAUSE_MS = MINUTE_MS;
const LONGEST_PAUSE_MS = 4 * HOUR_MS;
/** What a receiver may ask for; more would make a day of attempts one. */
export const LONGEST_RETRY_AFTER_MS = 6 * HOUR_MS;

/**
 * How long to wait after so many failed attempts: 1, 2, 4 … minutes, at most four hours, a quarter more or less so that
 * many do not come back at once.
 *
 * @param dice from 0 to 1
 */
export function pauseBeforeMs(failedAttempts: number, retryAfterMs: number | null, dice: number): number {
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** Math.max(0, failedAttempts - 1), LONGEST_PAUSE_MS);
  const jittered = Math.round(pauseMs * (0.75 + dice / 2));
  return Math.max(jittered, Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS));
}
