import type pg from 'pg';
import { MINUTE_MS } from '@/lib/time/units';
import { WeekSource } from '@/lib/weeks/reader';
import { watchNextRepo } from './changes/watch-next';
import { keepFixFirst } from './fix-first/fix-first';
import { measureNextEffect } from './optimisations/stored-effects';

/** Findings are looked after only so often while nothing is to be done. */
const LOOK_EVERY_MS = MINUTE_MS;

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

  /** @returns false when there is nothing to do, or it was looked for a moment ago */
  async turn(now = new Date()): Promise<boolean> {
    if (now.getTime() < this.nextLookMs) return false;
    const context = { source: this.source, now, timeZone: this.options.timeZone };
    if (await measureNextEffect(context)) return true;
    if (await watchNextRepo(context)) return true;
    if (await keepFixFirst(context)) return true;
    this.nextLookMs = now.getTime() + LOOK_EVERY_MS;
    return false;
  }
}
