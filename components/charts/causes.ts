import { CAUSE_LABELS, type MetricRows } from '@/lib/metrics/query';

type Cause = MetricRows['lost']['cause'];

/** Why time was lost, in the order of the stack from the bottom; a cause has its colour on every page. */
export const CAUSES: ReadonlyArray<{ cause: Cause; label: string; color: string }> = [
  { cause: 'run', label: CAUSE_LABELS.run, color: 'var(--cause-run)' },
  { cause: 'queue', label: CAUSE_LABELS.queue, color: 'var(--cause-queue)' },
  { cause: 'failed', label: CAUSE_LABELS.failed, color: 'var(--cause-failed)' },
  { cause: 'rerun', label: CAUSE_LABELS.rerun, color: 'var(--cause-rerun)' },
  { cause: 'cancelled', label: CAUSE_LABELS.cancelled, color: 'var(--cause-cancelled)' },
  { cause: 'approval', label: CAUSE_LABELS.approval, color: 'var(--cause-approval)' },
  { cause: 'switch', label: CAUSE_LABELS.switch, color: 'var(--cause-switch)' },
];
