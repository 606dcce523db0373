import type { WeekStore } from '../store/week-store';
import type { WaitingWeek } from './gather-builds';
import { LONGEST_WAIT_WEEKS } from './longest-wait-weeks';

/**
 * Packed weeks in which builds may have finished that were under way in a week: those that finished in it, in the
 * week before (for people who live ahead of or behind the organisation), and later ones that were created in time.
 */
export async function readWaitingWeeks(
  store: WeekStore,
  week: number,
  untilMs: number,
): Promise<WaitingWeek[]> {
  const known = store.list('packed', week - 1, week + LONGEST_WAIT_WEEKS, null);
  const parts = await store.read(['builds'], known);
  const needed = known.filter((stored, index) => {
    if (stored.week <= week) return true;
    return parts[index]?.builds.createdS.some(createdS => createdS * 1000 < untilMs) ?? false;
  });
  const frames = await store.read(['builds', 'path'], needed);
  return frames.map(({ builds, path }, index) => ({ repoId: needed[index]?.repoId ?? 0, builds, path }));
}
