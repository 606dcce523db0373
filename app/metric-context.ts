import { sharedPool } from '@/lib/db/shared-pool';
import { parseEnv } from '@/lib/env';
import { MetricSource } from '@/lib/metrics/engine/metric-source';
import type { MetricContext } from '@/lib/metrics/run-metric';

const shared = globalThis as typeof globalThis & { buildhoursSource?: MetricSource };

/** The outside world as metrics see it: packed weeks in memory, clock, and the time zone of the machine. */
export function metricContext(): MetricContext {
  shared.buildhoursSource ??= new MetricSource(sharedPool());
  return { source: shared.buildhoursSource, now: new Date(), timeZone: parseEnv(process.env).timeZone };
}
