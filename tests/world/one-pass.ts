import pino from 'pino';
import { sql } from '@/lib/db/sql';
import { runPoller } from '@/lib/poller/run-poller';
import { REPORTS_LOCK } from '@/lib/reports/upkeep';

type Options = Parameters<typeof runPoller>[0];

/**
 * One pass of a poller and what it did: builds without their logs, in UTC, silent, unless told otherwise. Without reports:
 * of builds that are months old, those of all weeks since take longer than everything else.
 */
export async function pollOnce(
  options: Pick<Options, 'pool' | 'ci'> & Partial<Options>,
): ReturnType<typeof runPoller> {
  // As if another poller were at them.
  const other = await options.pool.connect();
  try {
    await other.query(sql`select pg_advisory_lock(${REPORTS_LOCK})`);
    return await runPoller({
      timeZone: 'UTC',
      intervalMs: 1_000,
      logPolicy: { minStepSeconds: null, maxAgeDays: null },
      keepSpansDays: 90,
      once: true,
      signal: new AbortController().signal,
      logger: pino({ level: 'silent' }),
      ...options,
    });
  } finally {
    other.release(true);
  }
}
