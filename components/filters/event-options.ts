/** Events and kinds of branches as the filters name them. */
export const EVENT_OPTIONS = [
  { value: 'code', label: 'Pushes and pull requests' },
  { value: 'all', label: 'All events' },
  { value: 'push', label: 'Push' },
  { value: 'pull_request', label: 'Pull request' },
  { value: 'tag', label: 'Tag' },
  { value: 'promote', label: 'Promotion' },
  { value: 'rollback', label: 'Rollback' },
  { value: 'cron', label: 'Cron' },
  { value: 'custom', label: 'By hand' },
] as const;

export const BRANCH_OPTIONS = [
  { value: 'default', label: 'Default branch' },
  { value: 'others', label: 'Other branches' },
] as const;
