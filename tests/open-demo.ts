import type pg from 'pg';
import pino from 'pino';
import { saveDemoRules } from '@/lib/cli/demo-rules';
import { startDemoServer } from '@/lib/demo/server';
import { createDemoWorld } from '@/lib/demo/world';
import { runPoller } from '@/lib/poller/run-poller';

export interface DemoHistory {
  /** Weeks of builds before now. */
  weeks: number;
  /** Only the first so many developers work; all unless told. */
  developerCount?: number;
  now: () => Date;
}

export interface OpenDemo {
  /** Imports all that there is, logs included, and makes all figures of it. */
  importAll(): Promise<void>;
  /** Imports what is new, until the signal aborts. */
  follow(signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** A made-up CI server beside a migrated database: the same story whenever it begins on the same day. */
export async function openDemo(
  pool: pg.Pool,
  { weeks, developerCount, now }: DemoHistory,
): Promise<OpenDemo> {
  await saveDemoRules(pool);
  const developers = developerCount === undefined ? {} : { developerCount };
  const server = await startDemoServer({
    world: createDemoWorld({ seed: 7, origin: now(), weeks, ...developers }),
    now,
  });
  const poll = (once: boolean, signal: AbortSignal) =>
    runPoller({
      pool,
      ci: { kind: 'drone', server: server.url, token: server.tokens.admin },
      timeZone: 'UTC',
      intervalMs: 5_000,
      logPolicy: { minStepSeconds: 0, maxAgeDays: null },
      keepSpansDays: 90,
      once,
      signal,
      logger: pino({ level: 'warn' }, pino.destination(2)),
    });
  return {
    importAll: async () => {
      const { errors } = await poll(true, new AbortController().signal);
      if (errors.length > 0) throw new Error(`the demo could not be imported: ${errors.join('; ')}`);
    },
    follow: async signal => {
      await poll(false, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
    },
    close: () => server.close(),
  };
}
