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

const UNFINISHED: ReadonlySet<Status> = new Set(['blocked', 'waiting_on_dependencies', 'pending', 'running']);

/** True once Drone will not move the row to another status. */
export function isFinished(status: Status): boolean {
  return !UNFINISHED.has(status);
}
