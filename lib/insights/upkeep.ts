import type pg from 'pg';
import { inTransaction } from '@/lib/db/in-transaction';
import { sql } from '@/lib/db/sql';
import { passedMs } from '@/lib/time/passed';
import { HOUR_MS, MINUTE_MS } from '@/lib/time/units';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { watchRepos } from './changes/watch-next';
import { keepFixFirst } from './fix-first/fix-first';
import { measureEffects } from './optimisations/stored-effects';
import { purgeDeleted } from './optimisations/stored-optimisations';

/** Findings are looked after only so often while nothing is to be done. */
const LOOK_EVERY_MS = MINUTE_MS;
/** So long the pieces of one listing follow each other; packing has its turn in between. */
const TURN_MS = 2000;
const RETRY_FIX_FIRST_MS = HOUR_MS;
/** Of several pollers one is at it. */
const LOCK = 72_707_374;

export interface InsightsUpkeepOptions {
  pool: pg.Pool;
  /** Of the machine; the settings may name another one. */
  timeZone: string;
  /** What packed weeks may take in memory here, megabytes. */
  packedWeeksMb: number;
}

/**
 * Keeps findings up to date with the figures: effects of optimisations, changes, what to fix first. Some pieces of work a
 * turn; what is to be done follows from what is stored, so that it can be stopped anywhere.
 */
export class InsightsUpkeep {
  /** Packed weeks in memory, for whoever follows in the same process. */
  readonly source: WeekSource;
  private lookedAt: Date | null = null;
  private fixFirstFailedAt: Date | null = null;
  private failures: unknown[] = [];

  constructor(private readonly options: InsightsUpkeepOptions) {
    this.source = new WeekSource(options.pool, options.packedWeeksMb);
  }

  /**
   * What fails holds up nothing else, and is tried again after a while.
   *
   * @returns false when there is nothing to do, it was looked for a moment ago, or another poller is at it
   * @throws what failed, all of it in one, once there is nothing else to do
   */
  async turn(now = new Date()): Promise<boolean> {
    if (passedMs(this.lookedAt, now) < LOOK_EVERY_MS) return false;
    const { pool, timeZone } = this.options;
    const context = { source: this.source, now, timeZone };
    const noteFailure = (error: unknown) => {
      this.failures.push(error);
      return false;
    };
    const startMs = performance.now();
    const turn = { noteFailure, isOver: () => performance.now() - startMs >= TURN_MS };
    const didWork = await inTransaction(pool, async client => {
      const lock = await client.query<{ locked: boolean }>(
        sql`select pg_try_advisory_xact_lock(${LOCK}) as locked`,
      );
      if (lock.rows[0]?.locked !== true) return false;
      return (
        (await measureEffects(context, turn).catch(noteFailure)) ||
        (await watchRepos(context, turn).catch(noteFailure)) ||
        (await this.keepFixFirst(context).catch(noteFailure))
      );
    });
    if (didWork) return true;
    this.lookedAt = now;
    await purgeDeleted(pool, now).catch(noteFailure);
    const failures = this.failures;
    this.failures = [];
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1) throw new AggregateError(failures, failures.map(messageOf).join('; '));
    return false;
  }

  /** All of it is one piece, and dear: after a failure it rests. */
  private async keepFixFirst(context: ReaderContext): Promise<boolean> {
    if (passedMs(this.fixFirstFailedAt, context.now) < RETRY_FIX_FIRST_MS) return false;
    this.fixFirstFailedAt = context.now;
    const didWork = await keepFixFirst(context);
    this.fixFirstFailedAt = null;
    return didWork;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
