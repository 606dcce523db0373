import { calendarDay, mondayOf, weekNumber } from '@/lib/week-number';
import { BUILD_COLUMNS, type BuildParts, PATH_COLUMNS } from '../format/build-parts';
import { BUILD_FLAG } from '../format/codes';
import { LONGEST_WAIT_WEEKS } from '../lost/longest-wait-weeks';

/** Local days of people, side by side. */
export interface PersonDays {
  loginIds: number[];
  /** `2026-03-02`. */
  days: string[];
}

type Frame = Pick<BuildParts, 'builds' | 'path'>;

/**
 * The days of people on which a build lay that is new, gone or other than before: what must be replayed. Builds
 * of cron, and of nobody, cost nobody anything.
 */
export function changedDays(
  before: Frame | null,
  after: Frame,
  calendar: { dayOf(epochMs: number): number },
): PersonDays {
  const found: PersonDays = { loginIds: [], days: [] };
  const old = before === null ? new Map<number, number>() : indexByNumber(before);
  for (let build = 0; build < after.builds.n; build += 1) {
    const number = after.builds.number[build] ?? 0;
    const index = old.get(number);
    old.delete(number);
    if (before !== null && index !== undefined) {
      if (isSame(before, index, after, build)) continue;
      addDays(found, before, index, calendar);
    }
    addDays(found, after, build, calendar);
  }
  if (before !== null) for (const index of old.values()) addDays(found, before, index, calendar);
  return found;
}

function indexByNumber({ builds }: Frame): Map<number, number> {
  return new Map(Array.from(builds.number, (number, index) => [number, index]));
}

function isSame(before: Frame, index: number, after: Frame, build: number): boolean {
  for (const name of Object.keys(BUILD_COLUMNS) as Array<keyof typeof BUILD_COLUMNS>) {
    if (name === 'stagesUntil' || name === 'pathUntil') continue;
    if (before.builds[name][index] !== after.builds[name][build]) return false;
  }
  const [oldFrom, oldUntil] = pathOf(before, index);
  const [from, until] = pathOf(after, build);
  if (until - from !== oldUntil - oldFrom) return false;
  for (const name of Object.keys(PATH_COLUMNS) as Array<keyof typeof PATH_COLUMNS>) {
    for (let i = 0; i < until - from; i += 1) {
      if (before.path[name][oldFrom + i] !== after.path[name][from + i]) return false;
    }
  }
  return true;
}

function pathOf({ builds }: Frame, index: number): [number, number] {
  return [index === 0 ? 0 : (builds.pathUntil[index - 1] ?? 0), builds.pathUntil[index] ?? 0];
}

function addDays(
  found: PersonDays,
  { builds }: Frame,
  index: number,
  calendar: { dayOf(epochMs: number): number },
): void {
  const loginId = builds.loginId[index] ?? 0;
  if (loginId === 0 || ((builds.flags[index] ?? 0) & BUILD_FLAG.cron) !== 0) return;
  const createdS = builds.createdS[index] ?? 0;
  const last = calendar.dayOf((createdS + (builds.waitS[index] ?? 0)) * 1000);
  const first = Math.max(calendar.dayOf(createdS * 1000), mondayOf(weekNumber(last) - LONGEST_WAIT_WEEKS));
  for (let day = first; day <= last; day += 1) {
    found.loginIds.push(loginId);
    found.days.push(calendarDay(day));
  }
}
