import { at } from '@/lib/at';
import { calendarDay, mondayOf, weekNumber } from '@/lib/time/days';
import { BUILD_COLUMNS, type BuildParts, PATH_COLUMNS } from '../format/build-parts';
import { BUILD_FLAG } from '../format/codes';
import type { NumberColumn } from '../format/columns';
import { endOf } from '../format/is-waited-for';
import { LONGEST_WAIT_WEEKS } from '../lost/longest-wait-weeks';

/** Local days of people, side by side. */
export interface PersonDays {
  loginIds: number[];
  /** `2026-03-02`. */
  days: string[];
}

const PATH_NAMES = Object.keys(PATH_COLUMNS) as Array<keyof typeof PATH_COLUMNS>;

type PackedBuilds = Pick<BuildParts, 'builds' | 'path'>;

/**
 * The days of people on which a build lay that is new, gone or other than before: what must be replayed. Builds
 * of cron, and of nobody, cost nobody anything.
 */
export function changedDays(
  before: PackedBuilds | null,
  after: PackedBuilds,
  calendar: { dayOf(epochMs: number): number },
): PersonDays {
  const found: PersonDays = { loginIds: [], days: [] };
  if (before === null) {
    for (let build = 0; build < after.builds.n; build += 1) addDays(found, after, build, calendar);
    return found;
  }
  const old = indexByNumber(before);
  const wasAt = Int32Array.from(after.builds.number, number => old.get(number) ?? -1);
  const isOther = findOther(before, wasAt, after);
  for (let build = 0; build < after.builds.n; build += 1) {
    const index = wasAt[build] ?? -1;
    old.delete(at(after.builds.number, build, 'number'));
    if (isOther[build] === 0) continue;
    if (index !== -1) addDays(found, before, index, calendar);
    addDays(found, after, build, calendar);
  }
  for (const index of old.values()) addDays(found, before, index, calendar);
  return found;
}

function indexByNumber({ builds }: PackedBuilds): Map<number, number> {
  return new Map(Array.from(builds.number, (number, index) => [number, index]));
}

/** 1: the build is new or other than before; column by column, since a week has many builds. */
function findOther(before: PackedBuilds, wasAt: Int32Array, after: PackedBuilds): Uint8Array {
  const isOther = Uint8Array.from(wasAt, index => (index === -1 ? 1 : 0));
  for (const name of Object.keys(BUILD_COLUMNS) as Array<keyof typeof BUILD_COLUMNS>) {
    if (name !== 'stagesUntil' && name !== 'pathUntil')
      compare(before.builds[name], wasAt, after.builds[name], isOther);
  }
  for (let build = 0; build < wasAt.length; build += 1) {
    if (isOther[build] === 0 && !hasSamePath(before, at(wasAt, build, 'wasAt'), after, build))
      isOther[build] = 1;
  }
  return isOther;
}

function compare(old: NumberColumn, wasAt: Int32Array, now: NumberColumn, isOther: Uint8Array): void {
  for (let build = 0; build < wasAt.length; build += 1) {
    if (old[at(wasAt, build, 'wasAt')] !== now[build]) isOther[build] = 1;
  }
}

function hasSamePath(before: PackedBuilds, index: number, after: PackedBuilds, build: number): boolean {
  const [oldFrom, oldUntil] = pathOf(before, index);
  const [from, until] = pathOf(after, build);
  if (until - from !== oldUntil - oldFrom) return false;
  for (const name of PATH_NAMES) {
    const [old, now] = [before.path[name], after.path[name]];
    for (let i = 0; i < until - from; i += 1) if (old[oldFrom + i] !== now[from + i]) return false;
  }
  return true;
}

function pathOf({ builds }: PackedBuilds, index: number): [number, number] {
  return [
    index === 0 ? 0 : at(builds.pathUntil, index - 1, 'pathUntil'),
    at(builds.pathUntil, index, 'pathUntil'),
  ];
}

function addDays(
  found: PersonDays,
  { builds }: PackedBuilds,
  index: number,
  calendar: { dayOf(epochMs: number): number },
): void {
  const loginId = at(builds.loginId, index, 'loginId');
  if (loginId === 0 || (at(builds.flags, index, 'flags') & BUILD_FLAG.cron) !== 0) return;
  const createdS = at(builds.createdS, index, 'createdS');
  const last = calendar.dayOf(endOf(builds, index) * 1000);
  const first = Math.max(calendar.dayOf(createdS * 1000), mondayOf(weekNumber(last) - LONGEST_WAIT_WEEKS));
  for (let day = first; day <= last; day += 1) {
    found.loginIds.push(loginId);
    found.days.push(calendarDay(day));
  }
}
