import type { Logger } from 'pino';
import { databaseTrouble } from '@/lib/db/database-trouble';
import { SECOND_MS } from '@/lib/time/units';

/** Where one statement gets through while others fail, as on a disk that is all but full, it is not over. */
const QUIET_MS = 5 * SECOND_MS;
const SILENT = 'the database does not answer';

/** Of the database as a whole: tells once that it cannot be used, whoever notices, and once that it can again. */
export class DatabaseOutage {
  private sinceMs: number | null = null;
  private lastMs = 0;
  private told = '';

  constructor(
    private readonly logger: Pick<Logger, 'error' | 'warn'>,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** @returns what is wrong with the database as a whole; null: the error is about something else */
  note(error: unknown): string | null {
    const words = databaseTrouble(error);
    if (words !== null) this.begin(words);
    return words;
  }

  /** No answer has come for so long that something must be wrong. */
  noteSilence(): void {
    // What was told before says more.
    if (this.sinceMs === null) this.begin(SILENT);
    else this.lastMs = this.nowMs();
  }

  /** Something was written. @returns whether an outage is over by that */
  noteWritten(): boolean {
    if (this.sinceMs === null || this.nowMs() - this.lastMs < QUIET_MS) return false;
    const seconds = Math.round((this.nowMs() - this.sinceMs) / SECOND_MS);
    this.logger.warn(`the database can be used again, after ${seconds} s: going on where it was`);
    this.sinceMs = null;
    this.told = '';
    return true;
  }

  private begin(words: string): void {
    this.lastMs = this.nowMs();
    this.sinceMs ??= this.lastMs;
    // How exactly it is away changes while it stops and starts.
    const [what = words] = words.split(':');
    if (what === this.told) return;
    this.told = what;
    this.logger.error(`${words}; nothing is lost: waiting, and going on by itself once it can be used`);
  }
}
