import { CAUSE_LABELS, type MetricRows } from '@/lib/metrics/query';

type Cause = MetricRows['lost']['cause'];

/** Why time was lost, in the order of the stack from the bottom; a cause has its colour on every page. */
export const CAUSES: ReadonlyArray<{ cause: Cause; label: string; color: string }> = (
  [
    { cause: 'run', color: 'var(--cause-run)' },
    { cause: 'queue', color: 'var(--cause-queue)' },
    { cause: 'failed', color: 'var(--cause-failed)' },
    { cause: 'rerun', color: 'var(--cause-rerun)' },
    { cause: 'cancelled', color: 'var(--cause-cancelled)' },
    { cause: 'approval', color: 'var(--cause-approval)' },
    { cause: 'switch', color: 'var(--cause-switch)' },
  ] as const
).map(one => ({ ...one, label: CAUSE_LABELS[one.cause] }));
