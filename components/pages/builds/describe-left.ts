import type { RunningBuild } from '@/lib/builds/query';
import { formatCount, formatDuration } from '@/lib/format';

export interface LeftText {
  /** When it is expected to end. */
  main: string;
  /** What that stands on; empty where nothing is expected. */
  basis: string;
}

/** Under this, the next look will find it ended. */
const ABOUT_NOW_MS = 5_000;

/** The time that a build under way is expected to take yet, in words: p50 and p90 of builds that took as long. */
export function describeLeft({ status, left }: Pick<RunningBuild, 'status' | 'left'>): LeftText {
  const { n, p50Ms, p90Ms, isOverdue } = left;
  if (status === 'blocked') return { main: 'waits for approval', basis: '' };
  if (isOverdue) {
    return { main: 'overdue', basis: 'it has taken longer than every successful build of the last 28 days' };
  }
  if (p50Ms === null || p90Ms === null) {
    const few = n === 0 ? 'no earlier build' : `only ${n} earlier build${n === 1 ? '' : 's'}`;
    return { main: 'nobody can say', basis: `${few} of the last 28 days took as long` };
  }
  const basis = `p50 – p90 of ${formatCount(n)} builds that took at least this long`;
  if (p90Ms <= ABOUT_NOW_MS) return { main: 'about to end', basis };
  if (p50Ms <= ABOUT_NOW_MS) return { main: `up to ${formatDuration(p90Ms)} left`, basis };
  return { main: `${formatDuration(p50Ms)} – ${formatDuration(p90Ms)} left`, basis };
}
