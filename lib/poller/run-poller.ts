import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Logger } from 'pino';
import { type CiOptions, ciServerOf, createCiClient } from '@/lib/ci/registry';
import type { LogPolicy } from '@/lib/import/log-policy';
import { ensureServer } from '@/lib/import/server-row';
import type { DeliveryOptions } from '@/lib/reports/delivery/deliverer';
import { DatabaseOutage } from './database-outage';
import { Poller } from './poller';
import { PollerHeartbeat } from './poller-heartbeat';
import { SteadyClock } from './steady-clock';
import type { UpkeepTimes } from './upkeep';

export interface PollerOptions {
  pool: pg.Pool;
  ci: Omit<CiOptions, 'signal'>;
  /** Where people open the pages of the CI server; null: where the poller reads it. */
  ciPublicUrl?: string | null;
  /** The organisation's zone; it decides to which local day a build belongs. */
  timeZone: string;
  /** How often the server is asked for new builds. */
  intervalMs: number;
  logPolicy: LogPolicy;
  /** How long single commands and layers are kept; their weekly sums stay for good. */
  keepSpansDays: number;
  /** How long builds are kept; null, or left out: for good. */
  keepBuildsDays?: number | null;
  /** What packed weeks may take in the memory of the pages: a part of it is the poller's beside that. */
  packedWeeksMb?: number;
  /** How reports are sent; left out: they are not. */
  delivery?: DeliveryOptions;
  /** One pass over everything that is due, then the end. */
  once: boolean;
  signal: AbortSignal;
  logger: Logger;
}

/** What a pass, or the whole life of a poller, did. `errors` holds the latest few, in words. */
export interface PollReport {
  reposSeen: number;
  buildsStored: number;
  buildsFailed: number;
  reposFailed: number;
  logsRead: number;
  logsFailed: number;
  errors: string[];
  /** What of the time went into keeping figures up to date. */
  upkeep: UpkeepTimes;
}

/**
 * Imports one CI server's history, newest first, and follows it until `signal` aborts (or, with `once`,
 * until nothing is due). May be killed at any moment: all progress is in the database. Several may run
 * against one database; each repository is leased to one of them.
 */
export async function runPoller(options: PollerOptions): Promise<PollReport> {
  const client = createCiClient({ ...options.ci, signal: options.signal });
  const { kind, server } = options.ci;
  const { href } = ciServerOf(kind).parseAddress(server);
  const url = href.replace(/\/+$/, '');
  const serverId = await ensureServer(options.pool, kind, url);
  const id = randomUUID();
  const outage = new DatabaseOutage(options.logger);
  const clock = new SteadyClock();
  const heartbeat = new PollerHeartbeat(options.pool, id, {
    onTime: time => clock.tell('database', time),
    onWritten: () => outage.noteWritten(),
    onSilence: () => outage.noteSilence(),
    onError: error => {
      if (outage.note(error) === null)
        options.logger.warn(`the heartbeat could not be written: ${wordsOf(error)}`);
    },
  });
  const poller = new Poller(options, client, { url, serverId }, { id, heartbeat, outage, clock });
  await heartbeat.start();
  try {
    await poller.run();
  } finally {
    client.close();
    await heartbeat.stop();
  }
  return { ...poller.report, upkeep: poller.upkeepTimes };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
