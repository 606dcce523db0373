import type pg from 'pg';
import type { Catalog } from '@/lib/catalog/catalog';
import { BUILD_FLAG, codeOf, EVENT_CODES } from '@/lib/frames/codes';
import type { LostFrame } from '@/lib/frames/lost-frame';
import type { BuildColumns, StepColumns, WeekFrame, WeekPart } from '@/lib/frames/week-frame';
import { dayNumber, mondayOf, weekNumber } from '@/lib/frames/week-number';
import type { StoredWeek, WeekStore } from '@/lib/frames/week-store';
import { listBuckets } from '@/lib/time';
import type { MetricScope } from '../metric';
import { type PickedBuilds, pickBuilds } from './pick-builds';
import type { BookRepo, SeriesBook } from './series-book';
import { type Grouping, type RepoGroup, SeriesScope } from './series-scope';

export type Period = 'now' | 'before';

/** A week of one repository, as far as it lies in the period. */
export interface WeekSlice {
  repo: BookRepo;
  week: number;
  /** Its Monday, in days since 1970-01-01. */
  monday: number;
  builds: BuildColumns;
  /** Marks of the builds that lie in the period and pass the filter; null: all of the week. */
  keep: Uint8Array | null;
}

/** Builds of one group in one week. */
export interface GroupedBuilds {
  slice: WeekSlice;
  group: RepoGroup;
  picked: PickedBuilds;
}

/** What was lost in a week: one entry for each place, owner, cause, event and kind of branch, or finer. */
export interface LostSlice {
  repo: BookRepo;
  monday: number;
  entries: LostFrame['amounts'] | LostFrame['sums'];
  /** Marks of the entries that are asked for; null: all. */
  keep: Uint8Array | null;
}

/** How one question reaches packed weeks, names and settings, with its filter applied in one place. */
export class MetricReader {
  readonly scope: MetricScope;
  readonly series: SeriesScope;
  /** First days of the buckets of the range. */
  readonly buckets: string[];
  private readonly isByDay: boolean;
  private readonly firstDay: number;
  private readonly firstWeek: number;
  /** Entries looked at so far: what an answer costs. */
  rowsRead = 0;

  constructor(
    readonly pool: pg.Pool,
    private readonly store: WeekStore,
    readonly book: SeriesBook,
    readonly catalog: Catalog,
    scope: MetricScope,
  ) {
    this.scope = scope;
    this.series = new SeriesScope(book, scope);
    this.buckets = listBuckets(scope.days, scope.bucketSize);
    this.isByDay = scope.bucketSize === 'day';
    this.firstDay = dayNumber(scope.days.from);
    this.firstWeek = weekNumber(this.firstDay);
  }

  /** Weeks of the period with these parts, of the repositories in scope. Builds always come along. */
  async weeks<Name extends WeekPart>(
    period: Period,
    names: readonly Name[],
    repoIds: ReadonlySet<number> | null = this.series.repoIds,
  ): Promise<Array<WeekSlice & Pick<WeekFrame, Name>>> {
    const [from, until] = this.daysOf(period);
    const known = this.store.list('packed', weekNumber(from), weekNumber(until - 1), repoIds);
    const weeks = known.filter(week => this.book.repos.has(week.repoId));
    const parts = await this.store.read<Name | 'builds'>(['builds', ...names], weeks);
    return weeks.map((week, index) => {
      const found = parts[index];
      const repo = this.book.repos.get(week.repoId);
      if (found === undefined || repo === undefined) throw new RangeError('as many parts as weeks');
      for (const name of names) this.rowsRead += found[name].n;
      this.rowsRead += found.builds.n;
      const monday = mondayOf(week.week);
      const keep = this.keepBuilds(found.builds, from - monday, until - monday);
      return { repo, week: week.week, monday, keep, ...found };
    });
  }

  /** Builds of the period by group: whole builds, or as far as the group's steps go. */
  async builds(period: Period, by: Grouping = 'none'): Promise<GroupedBuilds[]> {
    const { whole, parted } = this.splitRepos(by);
    const wholeSlices = await this.weeks(period, [], whole);
    const partedSlices = parted.size > 0 ? await this.weeks(period, ['steps'], parted) : [];
    const grouped: GroupedBuilds[] = [];
    const pick = (slice: WeekSlice, steps: StepColumns | null) => {
      for (const group of this.series.groupsOf(slice.repo.id, by)) {
        grouped.push({ slice, group, picked: pickBuilds(group, slice.builds, steps, slice.keep) });
      }
    };
    for (const slice of wholeSlices) pick(slice, null);
    for (const slice of partedSlices) pick(slice, slice.steps);
    return grouped;
  }

  /** What was lost in the period. Whole weeks are read as sums, where days need not be told apart. */
  async lost(period: Period, byDay = false): Promise<LostSlice[]> {
    const [from, until] = this.daysOf(period);
    const known = this.store
      .list('lost', weekNumber(from), weekNumber(until - 1), this.series.lostRepoIds)
      .filter(week => this.book.repos.has(week.repoId));
    const isWhole = ({ week }: StoredWeek) => mondayOf(week) >= from && mondayOf(week) + 7 <= until;
    const summed = byDay ? [] : known.filter(isWhole);
    const single = byDay ? known : known.filter(week => !isWhole(week));
    const sums = await this.store.read(['sums'], summed);
    const amounts = await this.store.read(['amounts'], single);
    return [
      ...sums.map(({ sums: entries }, i) => this.lostSlice(summed[i], entries, null)),
      ...amounts.map(({ amounts: entries }, i) => {
        const monday = mondayOf(single[i]?.week ?? 0);
        const days = { day: entries.day, from: from - monday, until: until - monday };
        return this.lostSlice(single[i], entries, days.from <= 0 && days.until >= 7 ? null : days);
      }),
    ];
  }

  /** Index of the bucket that holds a local day, in days since 1970-01-01. */
  bucketOf(day: number): number {
    return this.isByDay ? day - this.firstDay : weekNumber(day) - this.firstWeek;
  }

  private daysOf(period: Period): [from: number, until: number] {
    const { from, until } = period === 'now' ? this.scope.days : this.scope.previousDays;
    return [dayNumber(from), dayNumber(until)];
  }

  private splitRepos(by: Grouping): { whole: Set<number>; parted: Set<number> } {
    const [whole, parted] = [new Set<number>(), new Set<number>()];
    for (const repoId of this.series.repoIds ?? this.book.repos.keys()) {
      const groups = this.series.groupsOf(repoId, by);
      if (groups.length > 0) (groups.every(group => group.isWhole) ? whole : parted).add(repoId);
    }
    return { whole, parted };
  }

  private keepBuilds(builds: BuildColumns, fromDay: number, untilDay: number): Uint8Array | null {
    const { branch, event } = this.scope;
    const isWholeWeek = fromDay <= 0 && untilDay >= 7;
    if (isWholeWeek && branch === 'all' && event === null) return null;
    const eventCode = event === null ? -1 : codeOf(EVENT_CODES, event);
    const keep = new Uint8Array(builds.n);
    for (let i = 0; i < builds.n; i += 1) {
      const day = builds.day[i] ?? 0;
      if (day < fromDay || day >= untilDay) continue;
      if (this.passes(builds.flags[i] ?? 0, builds.event[i] ?? 0, eventCode)) keep[i] = 1;
    }
    return keep;
  }

  private passes(flags: number, event: number, eventCode: number): boolean {
    if (eventCode >= 0 && event !== eventCode) return false;
    const { branch } = this.scope;
    return branch === 'all' || (branch === 'default') === ((flags & BUILD_FLAG.onDefaultBranch) !== 0);
  }

  private lostSlice(
    week: StoredWeek | undefined,
    entries: LostSlice['entries'],
    days: { day: Uint8Array; from: number; until: number } | null,
  ): LostSlice {
    const repo = week === undefined ? undefined : this.book.repos.get(week.repoId);
    if (week === undefined || repo === undefined) throw new RangeError('as many parts as weeks');
    this.rowsRead += entries.n;
    return { repo, monday: mondayOf(week.week), entries, keep: this.keepLost(entries, days) };
  }

  private keepLost(
    entries: LostSlice['entries'],
    days: { day: Uint8Array; from: number; until: number } | null,
  ): Uint8Array | null {
    const { branch, event, team, service, pipeline, step } = this.scope;
    const isNarrow = [team, service, pipeline, step].some(value => value !== null);
    if (days === null && branch === 'all' && event === null && !isNarrow) return null;
    const eventCode = event === null ? -1 : codeOf(EVENT_CODES, event);
    const keep = new Uint8Array(entries.n);
    const { bearing, places } = this.series;
    for (let i = 0; i < entries.n; i += 1) {
      const day = days?.day[i] ?? 0;
      if (days !== null && (day < days.from || day >= days.until)) continue;
      if (!this.passes(entries.flags[i] ?? 0, entries.event[i] ?? 0, eventCode)) continue;
      if (isNarrow && bearing[entries.ownerId[i] ?? 0] !== 1) continue;
      if (isNarrow && places[entries.placeId[i] ?? 0] !== 1) continue;
      keep[i] = 1;
    }
    return keep;
  }
}
