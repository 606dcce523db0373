import type pg from 'pg';
import { inTransaction } from '@/lib/db/in-transaction';
import { sql } from '@/lib/db/sql';
import { MINUTE_MS } from '@/lib/time/units';
import { WeekSource } from '@/lib/weeks/reader';
import { watchNextRepo } from './changes/watch-next';
import { keepFixFirst } from './fix-first/fix-first';
import { measureNextEffect } from './optimisations/stored-effects';
import { purgeDeleted } from './optimisations/stored-optimisations';

/** Findings are looked after only so often while nothing is to be done. */
const LOOK_EVERY_MS = MINUTE_MS;
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
 * Keeps findings up to date with the figures: effects of optimisations, changes, what to fix first. One piece of work a
 * turn; what is to be done follows from what is stored, so that it can be stopped anywhere.
 */
export class InsightsUpkeep {
  private readonly source: WeekSource;
  private nextLookMs = 0;

  constructor(private readonly options: InsightsUpkeepOptions) {
    this.source = new WeekSource(options.pool, options.packedWeeksMb);
  }

  /** @returns false when there is nothing to do, it was looked for a moment ago, or another poller is at it */
  async turn(now = new Date()): Promise<boolean> {
    if (now.getTime() < this.nextLookMs) return false;
    const { pool, timeZone } = this.options;
    const context = { source: this.source, now, timeZone };
    const didWork = await inTransaction(pool, async client => {
      const lock = await client.query<{ locked: boolean }>(
        sql`select pg_try_advisory_xact_lock(${LOCK}) as locked`,
      );
      if (lock.rows[0]?.locked !== true) return false;
      return (
        (await measureNextEffect(context)) || (await watchNextRepo(context)) || (await keepFixFirst(context))
      );
    });
    if (didWork) return true;
    await purgeDeleted(pool, now);
    this.nextLookMs = now.getTime() + LOOK_EVERY_MS;
    return false;
  }
}
