import type pg from 'pg';
import type { Logger } from 'pino';
import { type Env, requireDrone } from '@/lib/env';
import type { PollerOptions } from '@/lib/poller/run-poller';

/** What the poller wants to know, from the configuration. */
export function pollOptions(
  env: Env,
  rest: { pool: pg.Pool; once: boolean; signal: AbortSignal; logger: Logger },
): PollerOptions {
  return {
    ...rest,
    drone: {
      ...requireDrone(env),
      maxConcurrentRequests: env.droneMaxRequests,
      requestTimeoutMs: env.droneTimeoutMs,
    },
    timeZone: env.timeZone,
    intervalMs: env.pollIntervalMs,
    logPolicy: { minStepSeconds: env.logMinStepSeconds, maxAgeDays: env.logMaxAgeDays },
    keepSpansDays: env.keepSpansDays,
    packedWeeksMb: env.packedWeeksMb,
  };
}
