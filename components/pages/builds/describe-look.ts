import type { RunningBuilds } from '@/lib/builds/query';
import { formatAge } from '@/lib/format';

/** A poller looks every few seconds; after so long, none is at work. */
const LONG_MS = 120_000;

/** That what is said to be under way may have ended, since nobody looks; null: a poller is at work. */
export function describeLook({ now, polledAt }: Pick<RunningBuilds, 'now' | 'polledAt'>): string | null {
  if (polledAt === null) return 'no poller is at work, so these may have ended';
  const agoMs = Date.parse(now) - Date.parse(polledAt);
  return agoMs < LONG_MS ? null : `no poller has looked for ${formatAge(agoMs)}, so these may have ended`;
}
