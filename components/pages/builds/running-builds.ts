import type { RunningBuild, RunningBuilds } from '@/lib/builds/query';
import { formatAge, formatCount, formatDay, formatDuration } from '@/lib/format';

export interface TimeLeftText {
  /** When it is expected to end. */
  main: string;
  /** What that stands on; empty where nothing is expected. */
  basis: string;
}

/** Under this, the next look will find it ended. */
const ABOUT_NOW_MS = 5_000;

/** The time that a build under way is expected to take yet, in words: p50 and p90 of builds that took as long. */
export function describeTimeLeft({ status, left }: Pick<RunningBuild, 'status' | 'left'>): TimeLeftText {
  const { n, p50Ms, p90Ms, isOverdue, since } = left;
  if (status === 'blocked') return { main: 'waits for approval', basis: '' };
  if (isOverdue) {
    return { main: 'overdue', basis: 'it has taken longer than every successful build of the last 28 days' };
  }
  if (p50Ms === null || p90Ms === null) {
    const few = n === 0 ? 'no earlier build' : `only ${n} earlier build${n === 1 ? '' : 's'}`;
    return { main: 'unknown', basis: `${few} of the last 28 days took as long` };
  }
  const days = since === null ? '' : ` since ${formatDay(since)}, when the wait changed`;
  const basis = `p50 – p90 of ${formatCount(n)} builds that took at least this long${days}`;
  if (p90Ms <= ABOUT_NOW_MS) return { main: 'about to end', basis };
  if (p50Ms <= ABOUT_NOW_MS) return { main: `up to ${formatDuration(p90Ms)} left`, basis };
  return { main: `${formatDuration(p50Ms)} – ${formatDuration(p90Ms)} left`, basis };
}

/** A poller looks every few seconds; after so long, none is at work. */
const LONG_MS = 120_000;

/** That what is said to be under way may have ended, since nobody looks; null: a poller is at work. */
export function describePolling({ now, polledAt }: Pick<RunningBuilds, 'now' | 'polledAt'>): string | null {
  if (polledAt === null) return 'no poller is at work, so these may have ended';
  const agoMs = Date.parse(now) - Date.parse(polledAt);
  return agoMs < LONG_MS ? null : `no poller has looked for ${formatAge(agoMs)}, so these may have ended`;
}

/** Those that wait for approval, in a line. @param oldest the one that has waited longest */
export function describeBlocked(count: number, { elapsedMs }: Pick<RunningBuild, 'elapsedMs'>): string {
  const age = formatAge(elapsedMs);
  return count === 1
    ? `1 waits for approval, for ${age} so far`
    : `${formatCount(count)} wait for approval, the oldest for ${age}`;
}

const ORDER: readonly RunningBuild['status'][] = ['running', 'pending', 'waiting_on_dependencies', 'blocked'];

/** What is overdue, then what runs, is in the queue, and waits for somebody; the oldest first in each. */
export function sortRunning(rows: readonly RunningBuild[]): RunningBuild[] {
  return [...rows].sort(
    (a, b) =>
      Number(b.left.isOverdue) - Number(a.left.isOverdue) ||
      ORDER.indexOf(a.status) - ORDER.indexOf(b.status) ||
      b.elapsedMs - a.elapsedMs,
  );
}
