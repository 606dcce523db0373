import pino from 'pino';
import { sql } from '@/lib/db/sql';
import { ensureServer } from '@/lib/import/server-row';
import { DatabaseOutage } from '@/lib/poller/database-outage';
import { Poller } from '@/lib/poller/poller';
import { PollerHeartbeat } from '@/lib/poller/poller-heartbeat';
import { runPoller } from '@/lib/poller/run-poller';
import { SteadyClock } from '@/lib/poller/steady-clock';
import { REPORTS_LOCK } from '@/lib/reports/upkeep';
import type { FakeDrone } from './fake-drone';

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
      ...inOnePass(),
      ...options,
    });
  } finally {
    other.release(true);
  }
}

/** The same against a server in memory, whose repository `leaseFake` stored. */
export async function pollFakeOnce(
  drone: FakeDrone,
  options: Pick<Options, 'pool'> & Partial<Options>,
): Promise<void> {
  const url = 'http://fake';
  const whole = { ...inOnePass(), ci: { kind: 'drone' as const, server: url, token: '' }, ...options };
  const clock = new SteadyClock();
  const outage = new DatabaseOutage(whole.logger);
  const heartbeat = new PollerHeartbeat(whole.pool, 'me', {
    onTime: time => clock.tell('database', time),
    onWritten: () => outage.noteWritten(),
    onError: error => outage.note(error),
    onSilence: () => outage.noteSilence(),
  });
  const serverId = await ensureServer(whole.pool, 'drone', url);
  await heartbeat.start();
  try {
    await new Poller(whole, drone, { url, serverId }, { id: 'me', heartbeat, outage, clock }).run();
  } finally {
    await heartbeat.stop();
  }
}

function inOnePass() {
  return {
    timeZone: 'UTC',
    intervalMs: 1_000,
    logPolicy: { minStepSeconds: null, maxAgeDays: null },
    keepSpansDays: 90,
    once: true,
    signal: new AbortController().signal,
    logger: pino({ level: 'silent' }),
  };
}
