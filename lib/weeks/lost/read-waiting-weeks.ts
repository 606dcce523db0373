import type { WeekRun, WeekStore } from '../store/week-store';
import type { WaitingWeek } from './gather-builds';
import { LONGEST_WAIT_WEEKS } from './longest-wait-weeks';

/**
 * Packed weeks in which builds may have finished that were under way in a week: those that finished in it, in the
 * week before (for people who live ahead of or behind the organisation), and later ones that were created in time.
 *
 * @param store that joins no weeks: of most of them nothing is needed
 */
export async function readWaitingWeeks(
  store: WeekStore,
  week: number,
  untilMs: number,
): Promise<WaitingWeek[]> {
  const known = store.list('packed', week - 1, week + LONGEST_WAIT_WEEKS, null);
  const needed: WeekRun[] = [];
  await store.read(['builds'], known, (run, { builds }) => {
    const isNeeded = run.first <= week || builds.createdS.some(createdS => createdS * 1000 < untilMs);
    if (isNeeded) needed.push(run);
  });
  const weeks: WaitingWeek[] = [];
  await store.read(['builds', 'path'], needed, ({ repoId }, { builds, path }) => {
    weeks.push({ repoId, builds, path });
  });
  return weeks;
}
