import { setImmediate } from 'node:timers/promises';

/** Others wait no longer than this for their turn. */
const LONGEST_MS = 10;

/** Gives others their turn in work that goes on for long: answers, heartbeats, what the database sends. */
export class Pace {
  private sinceMs = performance.now();

  /** @returns null while there is no need to wait */
  pause(): Promise<void> | null {
    if (performance.now() - this.sinceMs < LONGEST_MS) return null;
    return setImmediate().then(() => {
      this.sinceMs = performance.now();
    });
  }
}
