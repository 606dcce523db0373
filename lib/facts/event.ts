/** Drone's events; `other` stands for any that is not known here. */
export const EVENTS = [
  'push',
  'pull_request',
  'tag',
  'promote',
  'rollback',
  'cron',
  'custom',
  'other',
] as const;
