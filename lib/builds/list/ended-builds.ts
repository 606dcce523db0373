import { at } from '@/lib/at';
import type { MetricFilter } from '@/lib/metrics/metric-filter';
import { calendarDay, dayNumber } from '@/lib/time/days';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import { DAY_S } from '@/lib/time/units';
import {
  BUILD_FLAG,
  endOf,
  type GroupedBuilds,
  openReader,
  type ReaderContext,
  STATUS,
  type WeekReader,
  waitingIndex,
} from '@/lib/weeks/reader';
import { compareToBaseline, type Verdict } from '../detail/baseline';
import { exclusionOf, isLeftOut } from '../exclusions';
import type { ExclusionReason, LeftOutReason } from '../left-out';
import { UsualWaits } from '../usual-waits';
import { type BuildKey, compareKeys, endedKey, isOpenKey } from './build-key';
import { type BuildSearch, type BuildSet, findBuilds, type Logins } from './build-search';
import { isInGroup, type Pace, type StatusGroup } from './builds-filter';

/** So many days are looked at first; then four times as many, until the page is full. */
const FIRST_DAYS = 7;
const GROWTH = 4;

/** A build that ended, as the packed weeks know it. */
export interface EndedBuild {
  key: BuildKey;
  /** By STATUSES: of the build, or of the steps that were asked for. */
  status: number;
  /** Seconds: of the build, or up to the last stop of those steps. */
  waitS: number;
  queueS: number;
  /** Before the wait: to the last approval. */
  approvalS: number;
  /** Perhaps it waited for an approval: neither wait nor queue is known. */
  isUnclear: boolean;
  /** Null: somebody waits for it. */
  exclusionReason: ExclusionReason | null;
  isRerun: boolean;
  /** Unix seconds. */
  createdS: number;
  endS: number;
  /** 0: nobody waits for it. */
  loginId: number;
  isOnDefaultBranch: boolean;
  /** By STATUSES. */
  wholeStatus: number;
  /** Seconds, of the whole build: what it is compared by. */
  wholeWaitS: number;
}

export interface EndedPage {
  filter: MetricFilter;
  status: StatusGroup;
  /** Null: whether or not they count. */
  leftOut: LeftOutReason | null;
  /** Builds behind this one; null: from the newest on. */
  after: BuildKey | null;
  limit: number;
  pace: Pace;
  search: BuildSearch;
  /** Of the author that is looked for; null: whoever. */
  logins: Logins | null;
}

/** What the builds of some days are told by. */
interface Told {
  reader: WeekReader;
  /** Those that are found; null: nothing is looked for. */
  found: BuildSet | null;
  /** Null: however long they took. */
  usual: UsualWaits | null;
}

/**
 * The builds of a filter that ended last, newest first: the same that all figures count. Days are looked at from the
 * newest back, as far as the page needs them.
 *
 * @throws UnknownRangeError
 */
export async function findEndedBuilds(context: ReaderContext, page: EndedPage): Promise<EndedBuild[]> {
  const { scope } = await openReader(context, page.filter);
  const first = dayNumber(scope.days.from);
  let until = dayNumber(scope.days.until);
  if (page.after !== null && !isOpenKey(page.after)) {
    const calendar = createLocalCalendar(scope.timeZone);
    until = Math.min(until, calendar.dayOf(page.after.orderS * 1000) + 1);
  }
  const found: EndedBuild[] = [];
  for (let days = FIRST_DAYS; until > first && found.length < page.limit; days *= GROWTH) {
    const from = Math.max(first, until - days);
    const range = `${calendarDay(from)}..${calendarDay(until - 1)}`;
    const reader = await openReader(context, { ...page.filter, range });
    const newest = new NewestBuilds(page.limit - found.length);
    const told = { reader, ...(await lookUp(context, reader, page)) };
    await reader.forEachBuilds('now', 'none', grouped => collect(told, newest, grouped, page));
    found.push(...newest.list);
    until = from;
  }
  return found;
}

/** A build is compared with those before its creation, which lies before its end by its wait: seldom more than this. */
const MAX_WAIT_DAYS = 31;

async function lookUp(
  context: ReaderContext,
  reader: WeekReader,
  { pace, search, logins }: EndedPage,
): Promise<Omit<Told, 'reader'>> {
  const { days, timeZone } = reader.scope;
  const isSearched = search.text !== null || search.branchName !== null;
  const calendar = createLocalCalendar(timeZone);
  const startS = (day: string) => calendar.startOfDay(dayNumber(day)) / 1000;
  return {
    found: isSearched ? await findBuilds(reader, days, search, logins) : null,
    usual:
      pace === 'any'
        ? null
        : await UsualWaits.read(
            context,
            startS(days.from) - MAX_WAIT_DAYS * DAY_S,
            startS(days.until),
            reader.series.repoIds ?? reader.book.repos.keys(),
          ),
  };
}

function collect(
  { reader, found, usual }: Told,
  newest: NewestBuilds,
  grouped: GroupedBuilds,
  { status, leftOut, after, logins, search }: EndedPage,
): void {
  const hour = search.weekHour === null ? null : 24 * (search.weekHour.weekday - 1) + search.weekHour.hour;
  const { selected } = grouped;
  const { builds } = grouped.slice;
  const repoId = grouped.slice.repo.id;
  for (let i = 0; i < selected.n; i += 1) {
    if (!isInGroup(status, at(selected.status, i, 'status'))) continue;
    const build = at(selected.index, i, 'index');
    if (leftOut !== null && !isLeftOut(reader, grouped.slice.builds, build, leftOut)) continue;
    if (hour !== null && at(builds.createdHour, build, 'createdHour') !== hour) continue;
    const key = keyOf(grouped, i);
    if (after !== null && compareKeys(after, key) >= 0) continue;
    if (found?.has(repoId, key.number) === false) continue;
    if (logins?.ids.has(at(builds.loginId, build, 'loginId')) === false) continue;
    if (!newest.mayTake(key)) continue;
    const ended = describe(reader, grouped, i, key);
    if (usual === null || verdictOf(ended, usual) === 'above-p90') newest.add(ended);
  }
}

/** The wait for a build against what is usual, as its page tells it. */
export function verdictOf(build: EndedBuild, usual: UsualWaits): Verdict | null {
  const { key, isUnclear, wholeWaitS, wholeStatus } = build;
  if (isUnclear) return null;
  const baseline = usual.of({ ...build, repoId: key.repoId });
  return compareToBaseline(wholeWaitS * 1000, baseline, wholeStatus === STATUS.success);
}

function keyOf({ slice, selected }: GroupedBuilds, i: number): BuildKey {
  const build = at(selected.index, i, 'index');
  return endedKey(endOf(slice.builds, build), slice.repo.id, at(slice.builds.number, build, 'number'));
}

function describe(reader: WeekReader, grouped: GroupedBuilds, i: number, key: BuildKey): EndedBuild {
  const { builds } = grouped.slice;
  const build = at(grouped.selected.index, i, 'index');
  const isWaitedFor = waitingIndex(reader.book, builds, build) >= 0;
  return {
    key,
    status: at(grouped.selected.status, i, 'status'),
    waitS: at(grouped.selected.waitS, i, 'waitS'),
    queueS: at(builds.queueS, build, 'queueS'),
    approvalS: at(builds.approvalS, build, 'approvalS'),
    isUnclear: (at(builds.flags, build, 'flags') & BUILD_FLAG.unclear) !== 0,
    exclusionReason: exclusionOf(reader, builds, build),
    isRerun: (at(builds.flags, build, 'flags') & BUILD_FLAG.rerun) !== 0,
    createdS: at(builds.createdS, build, 'createdS'),
    endS: key.orderS,
    loginId: isWaitedFor ? at(builds.loginId, build, 'loginId') : 0,
    isOnDefaultBranch: (at(builds.flags, build, 'flags') & BUILD_FLAG.onDefaultBranch) !== 0,
    wholeStatus: at(builds.status, build, 'status'),
    wholeWaitS: at(builds.waitS, build, 'waitS'),
  };
}

/** Keeps the first of a list that it never sees in order. */
class NewestBuilds {
  private kept: EndedBuild[] = [];
  private last: BuildKey | null = null;

  constructor(private readonly most: number) {}

  get list(): EndedBuild[] {
    this.cut();
    return this.kept;
  }

  /** False for a build that comes after all that are kept. */
  mayTake(key: BuildKey): boolean {
    return this.last === null || compareKeys(this.last, key) >= 0;
  }

  add(build: EndedBuild): void {
    this.kept.push(build);
    if (this.kept.length >= 4 * this.most) this.cut();
  }

  private cut(): void {
    this.kept.sort((a, b) => compareKeys(a.key, b.key));
    this.kept.length = Math.min(this.kept.length, this.most);
    this.last = this.kept.length === this.most ? (this.kept.at(-1)?.key ?? null) : null;
  }
}
