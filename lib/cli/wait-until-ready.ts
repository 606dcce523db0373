import { setTimeout as sleep } from 'node:timers/promises';
import { limitSignal } from '@/lib/time/limited-signal';

const EVERY_MS = 200;
const ANSWER_MS = 5_000;

/** Resolves once the health page says that it is ready, or with false when `signal` aborts before. */
export async function waitUntilReady(address: string, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if (await isReady(address, signal)) return true;
    await sleep(EVERY_MS, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
  return false;
}

/** Whether Buildhours answers there; that nobody does is an answer too. */
export async function isReady(address: string, signal: AbortSignal): Promise<boolean> {
  const limit = limitSignal(signal, ANSWER_MS);
  const answer = await fetch(`${address}/api/v1/health`, { signal: limit.signal })
    .then(
      response => response.json(),
      () => null,
    )
    .catch(() => null)
    .finally(limit.release);
  return typeof answer === 'object' && answer !== null && 'ready' in answer && answer.ready === true;
}
