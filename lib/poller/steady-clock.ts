/** Whose clock it is. */
type Owner = 'database' | 'server';

/**
 * What time it is, for what cannot be taken back: reports, messages, builds that are looked at no more. Told by the database
 * and by the CI server, and carried on by performance.now(), so that who sets the clock of this machine moves nothing. Of
 * the two the earlier one counts: where one is ahead, nothing is done too soon.
 */
export class SteadyClock {
  private readonly told = new Map<Owner, { time: Date; atMs: number }>();

  constructor(private readonly carriedMs: () => number = () => performance.now()) {}

  /** @param atMs when it was that time there, by performance.now() */
  tell(owner: Owner, time: Date, atMs = this.carriedMs()): void {
    this.told.set(owner, { time, atMs });
  }

  /** Until anything was told, as this machine has it. */
  now(): Date {
    const nowMs = this.carriedMs();
    const times = [...this.told.values()].map(({ time, atMs }) => time.getTime() + nowMs - atMs);
    return times.length === 0 ? new Date() : new Date(Math.min(...times));
  }
}
