import { sharedPool } from '@/lib/db/shared-pool';
import { parseEnv } from '@/lib/env';
import { type ReaderContext, WeekSource } from '@/lib/weeks/reader';

type Unchanging = Omit<ReaderContext, 'now'>;

const shared = globalThis as typeof globalThis & { buildhoursContext?: Unchanging };

/** The outside world as metrics see it: packed weeks in memory, clock, and the time zone of the machine. */
export function metricContext(): ReaderContext {
  shared.buildhoursContext ??= openContext();
  return { ...shared.buildhoursContext, now: new Date() };
}

function openContext(): Unchanging {
  const { packedWeeksMb, timeZone } = parseEnv(process.env);
  return { source: new WeekSource(sharedPool(), packedWeeksMb), timeZone };
}
