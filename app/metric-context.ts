import { sharedPool } from '@/lib/db/shared-pool';
import { parseEnv } from '@/lib/env';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';

const shared = globalThis as typeof globalThis & { buildhoursSource?: WeekSource };

/** The outside world as metrics see it: packed weeks in memory, clock, and the time zone of the machine. */
export function metricContext(): ReaderContext {
  shared.buildhoursSource ??= new WeekSource(sharedPool());
  return { source: shared.buildhoursSource, now: new Date(), timeZone: parseEnv(process.env).timeZone };
}
