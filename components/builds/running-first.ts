import type { RunningBuild } from '@/lib/builds/query';

const ORDER: readonly RunningBuild['status'][] = ['running', 'pending', 'waiting_on_dependencies', 'blocked'];

/** What runs, then what is in the queue, then what waits for somebody; the oldest first in each. */
export function runningFirst(rows: readonly RunningBuild[]): RunningBuild[] {
  return [...rows].sort(
    (a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status) || b.elapsedMs - a.elapsedMs,
  );
}
