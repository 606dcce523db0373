/** A signal, and what it is made of; `release` it once nothing waits for it any more. */
export interface LimitedSignal {
  signal: AbortSignal;
  /** Its time is over, which is why it aborted. */
  isOverdue: () => boolean;
  abort: () => void;
  release: () => void;
}

/**
 * A signal that aborts when another one does, when it is told to, or after some time. `AbortSignal.any` would say the same,
 * but Node 20 collects what it returns as garbage while a request waits for it, which then waits for good.
 *
 * @param limitMs null: however long it takes
 */
export function limitSignal(parent: AbortSignal, limitMs: number | null): LimitedSignal {
  const controller = new AbortController();
  let isOverdue = false;
  const follow = () => controller.abort(parent.reason);
  if (parent.aborted) follow();
  else parent.addEventListener('abort', follow, { once: true });
  const end = () => {
    isOverdue = !controller.signal.aborted;
    controller.abort(new DOMException('it took too long', 'TimeoutError'));
  };
  const timer = limitMs === null ? undefined : setTimeout(end, limitMs);
  return {
    signal: controller.signal,
    isOverdue: () => isOverdue,
    abort: () => controller.abort(),
    release: () => {
      clearTimeout(timer);
      parent.removeEventListener('abort', follow);
    },
  };
}
