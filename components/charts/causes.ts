import type { MetricRows } from '@/lib/metrics/query';

type Cause = MetricRows['lost']['cause'];

/** Why time was lost, in the order of the stack from the bottom; a cause has its colour on every page. */
export const CAUSES: ReadonlyArray<{ cause: Cause; label: string; color: string }> = [
  { cause: 'run', label: 'running', color: 'var(--cause-run)' },
  { cause: 'queue', label: 'queue', color: 'var(--cause-queue)' },
  { cause: 'failed', label: 'failed', color: 'var(--cause-failed)' },
  { cause: 'rerun', label: 'repeated', color: 'var(--cause-rerun)' },
  { cause: 'cancelled', label: 'cancelled', color: 'var(--cause-cancelled)' },
  { cause: 'approval', label: 'approval', color: 'var(--cause-approval)' },
  { cause: 'switch', label: 'context switching', color: 'var(--cause-switch)' },
];
