import type { Change } from './change';
import { rangesMeet } from './change-range';

/** What is older is no news. */
export const NEWS_DAYS = 28;

/**
 * The search lets one series err once in 10,000 (p), and there are hundreds, looked at each day: what stands on the first
 * page must be ten thousand times as unlikely by chance. The list of changes has the others.
 */
const CLEAR_P = 1e-8;

/** Something that changed: what tells it best, and what else of the same repository changed at about the same time. */
export interface News {
  change: Change;
  others: Change[];
}

/**
 * What got worse and nobody has spoken of yet, the newest first. Left out is what has gone back since by more than half.
 *
 * @param changes of all directions and states, the newest first
 */
export function newsOf(changes: readonly Change[]): News[] {
  const lasting = changes.filter(
    change =>
      change.isWorse &&
      change.state === 'new' &&
      isClear(change) &&
      !changes.some(other => undoes(other, change)),
  );
  return byCause(lasting);
}

/** Changes of one direction, the newest first; those that have one cause are told as one. */
export function byCause(changes: readonly Change[]): News[] {
  const groups: Change[][] = [];
  // Steps first, each with its cache: the wait for a service follows from one of them, and brings no two together.
  for (const change of [...changes].sort((a, b) => Number(a.step === null) - Number(b.step === null))) {
    const near = groups.find(([first]) => first !== undefined && isOfOneCause(first, change));
    if (near === undefined) groups.push([change]);
    else near.push(change);
  }
  return groups
    .flatMap(group => {
      const [change, ...others] = [...group].sort(tellsBetter);
      return change === undefined ? [] : [{ change, others }];
    })
    .sort((a, b) => (a.change.day === b.change.day ? 0 : a.change.day < b.change.day ? 1 : -1));
}

type Placed = Pick<Change, 'repository' | 'rangeFrom' | 'rangeUntil' | 'step' | 'pipeline' | 'services'>;

/** Those of one repository that may be of one day: a step and its cache are, and the wait for a service with one of its steps; two steps may not be. */
export function isOfOneCause(first: Placed, other: Placed): boolean {
  if (first.repository !== other.repository || !rangesMeet(first, other)) return false;
  if (other.step !== null) return first.step === other.step && first.pipeline === other.pipeline;
  return first.services.some(service => other.services.includes(service));
}

/** What is settled before an alarm of one day, then the step, its cache, and last the wait that follows from them. */
function tellsBetter(a: Change, b: Change): number {
  const rank = { step: 0, cache: 1, wait: 2 };
  return Number(a.isAlarm) - Number(b.isAlarm) || rank[a.kind] - rank[b.kind];
}

/** Whether hundreds of series hardly bring it forth by chance. An alarm is told as what it is: one day. */
export function isClear({ isAlarm, pValue }: Change): boolean {
  return isAlarm || (pValue !== null && pValue < CLEAR_P);
}

function undoes(later: Change, earlier: Change): boolean {
  return (
    !later.isWorse &&
    later.day > earlier.day &&
    subjectOf(later) === subjectOf(earlier) &&
    Math.abs(later.after - earlier.before) < Math.abs(earlier.after - earlier.before) / 2
  );
}

function subjectOf({ kind, repository, service, pipeline, step, cacheKind, tool }: Change): string {
  return JSON.stringify([kind, repository, service, pipeline, step, cacheKind, tool]);
}
