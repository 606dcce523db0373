import pino from 'pino';
import { runPoller } from '@/lib/poller/run-poller';

type Options = Parameters<typeof runPoller>[0];

/** One pass of a poller and what it did: builds without their logs, in UTC, silent, unless told otherwise. */
export function pollOnce(
  options: Pick<Options, 'pool' | 'ci'> & Partial<Options>,
): ReturnType<typeof runPoller> {
  return runPoller({
    timeZone: 'UTC',
    intervalMs: 1_000,
    logPolicy: { minStepSeconds: null, maxAgeDays: null },
    keepSpansDays: 90,
    once: true,
    signal: new AbortController().signal,
    logger: pino({ level: 'silent' }),
    ...options,
  });
}
