import { sharedPool } from '@/lib/db/shared-pool';
import { parseEnv } from '@/lib/env';
import { LimitedSource, type ReaderContext, WeekSource } from '@/lib/weeks/reader';
import { visibleRepoIds } from './principal';

interface Unchanging {
  source: WeekSource;
  timeZone: string;
}

const shared = globalThis as typeof globalThis & { buildhoursContext?: Unchanging };

/**
 * The outside world as metrics see it: packed weeks in memory, as far as the sender of the request may see them, clock,
 * and the time zone of the machine.
 */
export function metricContext(): ReaderContext {
  shared.buildhoursContext ??= openContext();
  const { source, timeZone } = shared.buildhoursContext;
  return { source: new LimitedSource(source, visibleRepoIds), timeZone, now: new Date() };
}

function openContext(): Unchanging {
  const { packedWeeksMb, timeZone } = parseEnv(process.env);
  return { source: new WeekSource(sharedPool(), packedWeeksMb), timeZone };
}
