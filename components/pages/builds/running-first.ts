import type { RunningBuild } from '@/lib/builds/query';

const ORDER: readonly RunningBuild['status'][] = ['running', 'pending', 'waiting_on_dependencies', 'blocked'];

/** What is overdue, then what runs, is in the queue, and waits for somebody; the oldest first in each. */
export function runningFirst(rows: readonly RunningBuild[]): RunningBuild[] {
  return [...rows].sort(
    (a, b) =>
      Number(b.left.isOverdue) - Number(a.left.isOverdue) ||
      ORDER.indexOf(a.status) - ORDER.indexOf(b.status) ||
      b.elapsedMs - a.elapsedMs,
  );
}
