import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildProgram } from './child-program';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** A program that ran so long has not failed at its start: it is started again soon. */
const HEALTHY_MS = 60_000;

interface KeepRunningOptions {
  signal: AbortSignal;
  log: (line: string) => void;
  firstPauseMs?: number;
}

/**
 * Starts the program again whenever it ends, after pauses that double while it keeps failing. Resolves once
 * `signal` has aborted and the program has ended.
 */
export async function keepRunning(
  name: string,
  start: () => Pick<ChildProgram, 'ended' | 'stop'>,
  { signal, log, firstPauseMs = FIRST_PAUSE_MS }: KeepRunningOptions,
): Promise<void> {
  let pauseMs = firstPauseMs;
  while (!signal.aborted) {
    const startedMs = performance.now();
    const program = start();
    const stop = () => void program.stop();
    signal.addEventListener('abort', stop, { once: true });
    const end = await program.ended;
    signal.removeEventListener('abort', stop);
    if (signal.aborted) return;
    // It was asked to end, or ran well for long.
    if (end === 'exit code 0' || performance.now() - startedMs > HEALTHY_MS) pauseMs = firstPauseMs;
    log(`${name} ended (${end}) and starts again in ${pauseMs / 1000} s`);
    await pause(pauseMs, signal);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
