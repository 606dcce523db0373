/** Drone's status words; builds, stages and steps share them. */
export const STATUSES = [
  'skipped',
  'blocked',
  'declined',
  'waiting_on_dependencies',
  'pending',
  'running',
  'success',
  'failure',
  'killed',
  'error',
] as const;

export type Status = (typeof STATUSES)[number];

/** Statuses that Drone moves on from. */
export const OPEN_STATUSES = ['blocked', 'waiting_on_dependencies', 'pending', 'running'] as const;

/** True once Drone will not move the row to another status. */
export function isFinished(status: Status): boolean {
  return OPEN_STATUSES.every(open => open !== status);
}

/** Failed and broken ones; killed, declined and skipped count neither as failures nor as successes. */
export function isFailed(status: string): boolean {
  return status === 'failure' || status === 'error';
}

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

/** Kinds of caches; hits of two kinds are never counted together. */
export const CACHE_KINDS = ['layers', 'registry', 'archive', 'packages', 'buildtool'] as const;
