import type { WaitCause } from '@/lib/waiting/waiting-day';

/** Why time was lost, as pages and files call it. */
export const CAUSE_LABELS: Readonly<Record<WaitCause, string>> = {
  run: 'running',
  queue: 'queue',
  failed: 'failed',
  rerun: 'repeated',
  cancelled: 'cancelled',
  approval: 'approval',
  switch: 'context switching',
};
