import { SECOND_MS } from '@/lib/time/units';

/** Whose clock it is. */
type Owner = 'database' | 'server';

/** Answers come late at times; a clock that was put back by less keeps nobody waiting. */
const LATE_MS = 10 * SECOND_MS;

/**
 * What time it is, for what cannot be taken back: reports, messages, builds that are looked at no more. Told by the database
 * and by the CI server, and carried on by performance.now(), so that who sets the clock of this machine moves nothing. Of
 * the two the earlier one counts: where one is ahead, nothing is done too soon.
 */
export class SteadyClock {
  private readonly told = new Map<Owner, { time: Date; atMs: number }>();
  private isPutBack = false;

  constructor(private readonly carriedMs: () => number = () => performance.now()) {}

  /** @param atMs when it was that time there, by performance.now() */
  tell(owner: Owner, time: Date, atMs = this.carriedMs()): void {
    const before = this.told.get(owner);
    const expectedMs =
      before === undefined ? Number.NEGATIVE_INFINITY : before.time.getTime() + atMs - before.atMs;
    if (expectedMs - time.getTime() > LATE_MS) this.isPutBack = true;
    this.told.set(owner, { time, atMs });
  }

  /** Whether one of them was put back since this was asked last. */
  takePutBack(): boolean {
    const { isPutBack } = this;
    this.isPutBack = false;
    return isPutBack;
  }

  /** Until anything was told, as this machine has it. */
  now(): Date {
    const nowMs = this.carriedMs();
    const times = [...this.told.values()].map(({ time, atMs }) => time.getTime() + nowMs - atMs);
    return times.length === 0 ? new Date() : new Date(Math.min(...times));
  }
}
