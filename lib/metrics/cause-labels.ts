import type { MetricRows } from './registry';

/** What a cause of lost hours is called, in charts, tables and reports. */
export const CAUSE_LABELS: Readonly<Record<MetricRows['lost']['cause'], string>> = {
  run: 'running',
  queue: 'queue',
  failed: 'failed',
  rerun: 'repeated',
  cancelled: 'cancelled',
  approval: 'approval',
  switch: 'context switching',
};
