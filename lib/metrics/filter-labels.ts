import type { MetricFilter } from './metric-filter';

/** Which builds an event filter holds, as pages and files call them. */
export const EVENT_LABELS: Readonly<Record<MetricFilter['event'], string>> = {
  code: 'Pushes and pull requests',
  all: 'All events',
  push: 'Push',
  pull_request: 'Pull request',
  tag: 'Tag',
  promote: 'Promotion',
  rollback: 'Rollback',
  cron: 'Cron',
  custom: 'By hand',
  other: 'Other events',
};
