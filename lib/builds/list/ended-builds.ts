import { at } from '@/lib/at';
import type { MetricFilter } from '@/lib/metrics/metric-filter';
import { calendarDay, dayNumber } from '@/lib/time/days';
import { createLocalCalendar } from '@/lib/time/local-calendar';
import {
  BUILD_FLAG,
  endOf,
  type GroupedBuilds,
  openReader,
  type ReaderContext,
  type WeekReader,
  waitingIndex,
} from '@/lib/weeks/reader';
import { exclusionOf, isLeftOut } from '../exclusions';
import type { ExclusionReason, LeftOutReason } from '../left-out';
import { type BuildKey, compareKeys, endedKey, isOpenKey } from './build-key';
import { isInGroup, type StatusGroup } from './builds-filter';

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
}

export interface EndedPage {
  filter: MetricFilter;
  status: StatusGroup;
  /** Null: whether or not they count. */
  leftOut: LeftOutReason | null;
  /** Builds behind this one; null: from the newest on. */
  after: BuildKey | null;
  limit: number;
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
    await reader.forEachBuilds('now', 'none', grouped => collect(reader, newest, grouped, page));
    found.push(...newest.list);
    until = from;
  }
  return found;
}

function collect(
  reader: WeekReader,
  newest: NewestBuilds,
  grouped: GroupedBuilds,
  { status, leftOut, after }: EndedPage,
): void {
  const { selected } = grouped;
  for (let i = 0; i < selected.n; i += 1) {
    if (!isInGroup(status, at(selected.status, i, 'status'))) continue;
    const build = at(selected.index, i, 'index');
    if (leftOut !== null && !isLeftOut(reader, grouped.slice.builds, build, leftOut)) continue;
    const key = keyOf(grouped, i);
    if (after !== null && compareKeys(after, key) >= 0) continue;
    if (newest.mayTake(key)) newest.add(describe(reader, grouped, i, key));
  }
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
