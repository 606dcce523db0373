import { EVENT_LABELS } from '@/lib/metrics/query';

/** Events and kinds of branches as the filters name them. */
export const EVENT_OPTIONS = [
  { value: 'code', label: EVENT_LABELS.code },
  { value: 'all', label: EVENT_LABELS.all },
  { value: 'push', label: EVENT_LABELS.push },
  { value: 'pull_request', label: EVENT_LABELS.pull_request },
  { value: 'tag', label: EVENT_LABELS.tag },
  { value: 'promote', label: EVENT_LABELS.promote },
  { value: 'rollback', label: EVENT_LABELS.rollback },
  { value: 'cron', label: EVENT_LABELS.cron },
  { value: 'custom', label: EVENT_LABELS.custom },
] as const;

export const BRANCH_OPTIONS = [
  { value: 'default', label: 'Default branch' },
  { value: 'others', label: 'Other branches' },
] as const;
