/** Words of Drone, which other CI servers are put into; builds, stages and steps share them. */
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

/** Statuses that the CI server moves on from. */
export const OPEN_STATUSES = ['blocked', 'waiting_on_dependencies', 'pending', 'running'] as const;

/** True once the CI server will not move the row to another status. */
export function isFinished(status: Status): boolean {
  return OPEN_STATUSES.every(open => open !== status);
}

/** A stage that nothing ran of, as it was skipped or not approved: its times are the server's, and nobody waited for it. */
export function isPassedOver(status: string): boolean {
  return status === 'skipped' || status === 'declined' || status === 'blocked';
}

/** Failed and broken ones; killed, declined and skipped count neither as failures nor as successes. */
export function isFailed(status: string): boolean {
  return status === 'failure' || status === 'error';
}

/** Events in Drone's words; `other` stands for any that is not known here. */
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

/** What a question may ask for: pushes and pull requests (`code`), everything, or one event. */
export const EVENT_FILTERS = ['code', 'all', ...EVENTS] as const;

export type EventFilter = (typeof EVENT_FILTERS)[number];

/** The events that a filter lets pass; null: any. */
export function eventsOf(filter: EventFilter): readonly string[] | null {
  if (filter === 'all') return null;
  return filter === 'code' ? ['push', 'pull_request'] : [filter];
}

/** Kinds of caches; hits of two kinds are never counted together. */
export const CACHE_KINDS = ['layers', 'registry', 'archive', 'packages', 'buildtool'] as const;

/**
 * Why no figure counts a build: created before 2010 or in the future, ended before it began, or over without an end. Such
 * builds stand in lists, marked (`ODD_REASON` in build-sql.ts).
 */
export const ODD_REASONS = ['bad-creation', 'ended-early', 'no-end'] as const;
