import { at } from '@/lib/at';
import { sql } from '@/lib/db/sql';
import { entryOf } from '@/lib/entry-of';
import { type LostSum, noLoss } from '@/lib/metrics/engine/lost-sums';
import { calendarDay, weekNumber } from '@/lib/time/days';
import { createLocalCalendar, type LocalCalendar } from '@/lib/time/local-calendar';
import { CAUSES } from '@/lib/waiting/waiting-day';
import type { FigureSource } from '@/lib/weeks/reader';

/** A build that ended and is packed. */
export interface LosingBuild {
  repoId: number;
  number: number;
  /** Unix seconds. */
  createdS: number;
  endS: number;
  /** 0: nobody waits for it. */
  loginId: number;
}

type LostCause = (typeof CAUSES)[number];

/** What a build cost by cause, in milliseconds; null: not computed yet. One that nobody waits for costs nothing. */
export type LostByCause = Map<LostCause, LostSum> | null;

/**
 * What people lost to each of some builds, in the order given, from the sums by which all figures of hours lost are
 * made.
 */
export async function lostOfBuilds(
  source: FigureSource,
  timeZone: string,
  builds: readonly LosingBuild[],
): Promise<LostByCause[]> {
  const calendar = createLocalCalendar(timeZone);
  const waitedFor = builds.filter(build => build.loginId !== 0);
  if (waitedFor.length === 0) return builds.map(() => new Map());
  const open = await readOpenDays(source, calendar, waitedFor);
  const sums = await readSums(source.store, calendar, waitedFor);
  return builds.map(build => {
    if (build.loginId === 0) return new Map();
    return open(build) ? null : (sums.get(keyOf(build)) ?? new Map());
  });
}

/** Whether the hours of a build are still to be computed: the week never was, or a day of its person changed. */
async function readOpenDays(
  source: FigureSource,
  calendar: LocalCalendar,
  builds: readonly LosingBuild[],
): Promise<(build: LosingBuild) => boolean> {
  const [from, until] = daysOf(calendar, builds);
  const { replayedWeeks } = await source.open();
  const { rows } = await source.pool.query<{ loginId: number; day: string }>(sql`
    select login_id as "loginId", day::text as day from dirty_person_day
    where login_id = any(${builds.map(build => build.loginId)}::int[])
      and day between ${calendarDay(from)}::date and ${calendarDay(until)}::date`);
  const dirty = new Set(rows.map(({ loginId, day }) => `${loginId} ${day}`));
  return build => {
    const [first, last] = daysOf(calendar, [build]);
    if (!replayedWeeks.has(weekNumber(last))) return true;
    for (let day = first; day <= last; day += 1) {
      if (dirty.has(`${build.loginId} ${calendarDay(day)}`)) return true;
    }
    return false;
  };
}

/** People may live a day away from the organisation: the weeks around count too. */
async function readSums(
  store: FigureSource['store'],
  calendar: LocalCalendar,
  builds: readonly LosingBuild[],
): Promise<Map<string, Map<LostCause, LostSum>>> {
  const wanted = new Set<string>();
  for (const build of builds) {
    const [first, last] = daysOf(calendar, [build]);
    for (let week = weekNumber(first - 1); week <= weekNumber(last + 1); week += 1)
      wanted.add(`${build.repoId}/${week}`);
  }
  const [from, until] = daysOf(calendar, builds);
  const repoIds = new Set(builds.map(build => build.repoId));
  const runs = store
    .list('lost', weekNumber(from - 1), weekNumber(until + 1), repoIds)
    .filter(({ repoId, weeks }) => [...weeks.keys()].some(week => wanted.has(`${repoId}/${week}`)));
  const sums = new Map(builds.map(build => [keyOf(build), new Map<LostCause, LostSum>()]));
  await store.read(['amounts'], runs, ({ repoId }, { amounts }) => {
    for (let i = 0; i < amounts.n; i += 1) {
      const own = sums.get(keyOf({ repoId, number: at(amounts.number, i, 'number') }));
      const cause = CAUSES[at(amounts.cause, i, 'cause')];
      if (own === undefined || cause === undefined) continue;
      const sum = entryOf(own, cause, noLoss);
      sum.measuredMs += at(amounts.measuredMs, i, 'measuredMs');
      sum.lowMs += at(amounts.lowMs, i, 'lowMs');
      sum.lostMs += at(amounts.lostMs, i, 'lostMs');
      sum.highMs += at(amounts.highMs, i, 'highMs');
    }
  });
  return sums;
}

/** First and last local day, in days since 1970-01-01. */
function daysOf(calendar: LocalCalendar, builds: readonly LosingBuild[]): [first: number, last: number] {
  const created = Math.min(...builds.map(build => build.createdS));
  const ended = Math.max(...builds.map(build => build.endS));
  return [calendar.dayOf(created * 1000), calendar.dayOf(ended * 1000)];
}

function keyOf({ repoId, number }: Pick<LosingBuild, 'repoId' | 'number'>): string {
  return `${repoId}/${number}`;
}
