const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** So long the orderly way may take: children have ten seconds, and Postgres some to write what it holds. */
const GRACE_MS = 60_000;

/** Aborts at the first signal to end; the second one ends at once, and so does the clock, should the orderly way hang. */
export function abortOnSignals(controller: AbortController): void {
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(1);
      controller.abort();
      setTimeout(() => {
        process.stderr.write(`what is to end first did not in ${GRACE_MS / 1000} s: ending without it\n`);
        process.exit(1);
      }, GRACE_MS).unref();
    });
  }
}

/** Resolves once it aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(), { once: true }));
}
