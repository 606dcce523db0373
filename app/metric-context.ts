import { sharedPool } from '@/lib/db/shared-pool';
import { parseEnv } from '@/lib/env';
import type { MetricContext } from '@/lib/metrics/metric';

/** The outside world as metrics see it: database, clock, and the organisation's time zone. */
export function metricContext(): MetricContext {
  return { pool: sharedPool(), now: new Date(), timeZone: parseEnv(process.env).timeZone };
}
