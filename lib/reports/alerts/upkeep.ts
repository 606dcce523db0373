import { inTransaction } from '@/lib/db/in-transaction';
import { sql } from '@/lib/db/sql';
import { addDays } from '@/lib/time/days';
import { passedMs } from '@/lib/time/passed';
import { MINUTE_MS } from '@/lib/time/units';
import { addWeeks, daysOfWeek, weekOfDay } from '@/lib/time/weeks';
import { localDay } from '@/lib/time/zones';
import type { ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { readDataState } from '../build/data-state';
import { findChangeAlerts } from './change-alerts';
import { findQueueAlerts } from './queue-alerts';
import { storeAlerts } from './stored-alerts';
import { findTargetAlerts } from './target-alerts';

const LOOK_EVERY_MS = 5 * MINUTE_MS;
/** What began earlier is history, and no alert: so a first import raises none of its past. */
const MOST_DAYS_AGO = 7;
/** Of several pollers one is at it. */
const LOCK = 72_707_376;

export interface AlertsUpkeepOptions {
  source: WeekSource;
  /** Of the machine; the settings may name another one. */
  timeZone: string;
}

/** Stores what findings and figures give to alert people of, each once; who is told is the sender's part. */
export class AlertsUpkeep {
  private lookedAt: Date | null = null;

  constructor(private readonly options: AlertsUpkeepOptions) {}

  /** @returns false: nothing new was found, it was looked for a moment ago, or another poller is at it */
  async turn(now = new Date()): Promise<boolean> {
    if (passedMs(this.lookedAt, now) < LOOK_EVERY_MS) return false;
    this.lookedAt = now;
    const { source, timeZone } = this.options;
    return inTransaction(source.pool, async client => {
      const lock = await client.query<{ locked: boolean }>(
        sql`select pg_try_advisory_xact_lock(${LOCK}) as locked`,
      );
      if (lock.rows[0]?.locked !== true) return false;
      return (await storeAlerts(client, await findAlerts({ source, now, timeZone }), now)) > 0;
    });
  }
}

async function findAlerts(context: ReaderContext) {
  const { settings } = await context.source.open();
  const today = localDay(context.now, settings.hours.timeZone ?? context.timeZone);
  const since = addDays(today, -MOST_DAYS_AGO);
  const found = await findChangeAlerts(context, since);
  // Days of which builds are still to come are neither long nor short.
  const thisWeek = weekOfDay(today);
  const last = await readDataState(context, daysOfWeek(addWeeks(thisWeek, -1)));
  if (last.isHistoryComingIn || last.buildsToCome > 0) return found;
  const current = await readDataState(context, daysOfWeek(thisWeek));
  return [
    ...found,
    ...(current.buildsToCome > 0 ? [] : await findQueueAlerts(context, { since, today })),
    ...(last.isAsked ? await findTargetAlerts(context, today) : []),
  ];
}
