import type pg from 'pg';
import type { Catalog } from '@/lib/catalog/catalog';
import { listBuckets } from '@/lib/time';
import { dayNumber, mondayOf, weekNumber } from '@/lib/week-number';
import type { BuildColumns, BuildParts, WeekPart } from '../format/build-parts';
import type { LostParts } from '../format/lost-parts';
import type { SpanPart, SpanParts } from '../format/span-parts';
import type { StoredWeek, WeekStore } from '../store/week-store';
import { EntryFilter } from './entry-filter';
import { BuildPicker, type PickedBuilds } from './pick-builds';
import type { ReaderScope } from './reader-scope';
import type { BookRepo, SeriesBook } from './series-book';
import { type Grouping, type RepoGroup, SeriesScope } from './series-scope';

export type Period = 'now' | 'before';
/** `weeks`: the whole weeks that begin in the range, what weekly sums are told of. */
export type Reach = Period | 'weeks';

/** A week of one repository, as far as it lies in the period. */
export interface WeekSlice<Name extends WeekPart = never> {
  repo: BookRepo;
  /** Its Monday, in days since 1970-01-01. */
  monday: number;
  builds: BuildColumns;
  parts: Pick<BuildParts, Name>;
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
  monday: number;
  entries: LostParts['amounts'] | LostParts['sums'];
  /** Marks of the entries that are asked for; null: all. */
  keep: Uint8Array | null;
}

/** Sums of commands and layers of one week of one repository. */
export interface SpanSlice<Name extends SpanPart> {
  parts: Pick<SpanParts, Name | 'spans'>;
  /** Marks of the entries that are asked for; null: all. */
  keep: Uint8Array | null;
}

/** How one question reaches packed weeks, names and settings, with its filter applied. */
export class WeekReader {
  readonly scope: ReaderScope;
  readonly series: SeriesScope;
  /** First days of the buckets of the range. */
  readonly buckets: string[];
  readonly isByDay: boolean;
  private readonly firstDay: number;
  private readonly firstWeek: number;
  /** Entries looked at so far: what an answer costs. */
  rowsRead = 0;

  constructor(
    readonly pool: pg.Pool,
    private readonly store: WeekStore,
    readonly book: SeriesBook,
    readonly catalog: Catalog,
    scope: ReaderScope,
  ) {
    this.scope = scope;
    this.series = new SeriesScope(book, scope);
    this.buckets = listBuckets(scope.days, scope.bucketSize);
    this.isByDay = scope.bucketSize === 'day';
    this.firstDay = dayNumber(scope.days.from);
    this.firstWeek = weekNumber(this.firstDay);
  }

  /**
   * Weeks of the period with these parts, of the repositories in scope; builds always come along. There are ten
   * thousands of weeks, told one after the other by the same slice: it is good until the next one is taken.
   */
  async weeks<Name extends WeekPart = never>(
    reach: Reach,
    names: readonly Name[],
    repoIds: ReadonlySet<number> | null = this.series.repoIds,
  ): Promise<Iterable<WeekSlice<Name>>> {
    const [from, until] = this.daysOf(reach);
    const weeks = this.store.list(
      'packed',
      weekNumber(from),
      weekNumber(until - 1),
      repoIds ?? this.book.repos,
    );
    const parts = await this.store.read<Name | 'builds'>(['builds', ...names], weeks);
    return this.sliceWeeks(names, weeks, parts, [from, until]);
  }

  private *sliceWeeks<Name extends WeekPart>(
    names: readonly Name[],
    weeks: readonly StoredWeek[],
    parts: ReadonlyArray<Pick<BuildParts, Name | 'builds'>>,
    [from, until]: readonly [from: number, until: number],
  ): Generator<WeekSlice<Name>> {
    const filter = new EntryFilter(this.scope, this.series);
    let slice: WeekSlice<Name> | null = null;
    for (let i = 0; i < weeks.length; i += 1) {
      const week = entryAt(weeks, i);
      const found = entryAt(parts, i);
      const repo = this.book.repos.get(week.repoId);
      if (repo === undefined) continue;
      const { builds } = found;
      for (const name of names) this.rowsRead += found[name].n;
      this.rowsRead += builds.n;
      const monday = mondayOf(week.week);
      const keep = filter.builds(builds, { from: from - monday, until: until - monday });
      slice ??= { repo, monday, builds, parts: found, keep };
      slice.repo = repo;
      slice.monday = monday;
      slice.builds = builds;
      slice.parts = found;
      slice.keep = keep;
      yield slice;
    }
  }

  /**
   * Builds of the period by group: whole builds, or as far as the group's steps go. As with weeks, what was picked is
   * good until the next builds are taken.
   */
  async builds(period: Period, by: Grouping = 'none'): Promise<Iterable<GroupedBuilds>> {
    const { whole, parted } = this.splitRepos(by);
    const wholeSlices = await this.weeks(period, [], whole);
    const partedSlices = parted.size > 0 ? await this.weeks(period, ['steps'], parted) : [];
    return this.pickGroups(wholeSlices, partedSlices, by);
  }

  private *pickGroups(
    whole: Iterable<WeekSlice>,
    parted: Iterable<WeekSlice<'steps'>>,
    by: Grouping,
  ): Generator<GroupedBuilds> {
    const picker = new BuildPicker();
    let grouped: GroupedBuilds | null = null;
    const tell = (slice: WeekSlice, group: RepoGroup, picked: PickedBuilds) => {
      grouped ??= { slice, group, picked };
      grouped.slice = slice;
      grouped.group = group;
      grouped.picked = picked;
      return grouped;
    };
    for (const slice of whole) {
      for (const group of this.series.groupsOf(slice.repo.id, by)) {
        yield tell(slice, group, picker.pick(group, slice.builds, null, slice.keep));
      }
    }
    for (const slice of parted) {
      for (const group of this.series.groupsOf(slice.repo.id, by)) {
        yield tell(slice, group, picker.pick(group, slice.builds, slice.parts.steps, slice.keep));
      }
    }
  }

  /**
   * What was lost in the period, week by week, each good until the next is taken. Whole weeks are read as sums, where
   * days need not be told apart.
   */
  async lost(period: Period, byDay = false): Promise<Iterable<LostSlice>> {
    const [from, until] = this.daysOf(period);
    const repoIds = this.series.lostRepoIds ?? this.book.repos;
    const known = this.store.list('lost', weekNumber(from), weekNumber(until - 1), repoIds);
    const isWhole = ({ week }: StoredWeek) => mondayOf(week) >= from && mondayOf(week) + 7 <= until;
    const summed = byDay ? [] : known.filter(isWhole);
    const single = byDay ? known : known.filter(week => !isWhole(week));
    const sums = await this.store.read(['sums'], summed);
    const amounts = await this.store.read(['amounts'], single);
    return this.sliceLost({ summed, sums }, { single, amounts }, [from, until]);
  }

  private *sliceLost(
    { summed, sums }: { summed: readonly StoredWeek[]; sums: ReadonlyArray<Pick<LostParts, 'sums'>> },
    {
      single,
      amounts,
    }: { single: readonly StoredWeek[]; amounts: ReadonlyArray<Pick<LostParts, 'amounts'>> },
    [from, until]: readonly [from: number, until: number],
  ): Generator<LostSlice> {
    const filter = new EntryFilter(this.scope, this.series);
    for (let i = 0; i < summed.length; i += 1) {
      const entries = entryAt(sums, i).sums;
      this.rowsRead += entries.n;
      const monday = mondayOf(entryAt(summed, i).week);
      yield { monday, entries, keep: filter.lost(entries, null) };
    }
    for (let i = 0; i < single.length; i += 1) {
      const entries = entryAt(amounts, i).amounts;
      this.rowsRead += entries.n;
      const monday = mondayOf(entryAt(single, i).week);
      const days = { from: from - monday, until: until - monday };
      yield { monday, entries, keep: filter.lost(entries, { ...days, day: entries.day }) };
    }
  }

  /**
   * Sums of commands and layers of the whole weeks that begin in the range, of the repositories in scope: as with
   * weeks, a slice is good until the next one is taken.
   */
  async spans<Name extends SpanPart = never>(
    names: readonly Name[],
    repoIds: ReadonlySet<number> | null = this.series.repoIds,
  ): Promise<Iterable<SpanSlice<Name>>> {
    const [from, until] = this.daysOf('weeks');
    const weeks = this.store.list(
      'spans',
      weekNumber(from),
      weekNumber(until - 1),
      repoIds ?? this.book.repos,
    );
    return this.sliceSpans(names, await this.store.read<Name | 'spans'>(['spans', ...names], weeks));
  }

  private *sliceSpans<Name extends SpanPart>(
    names: readonly Name[],
    found: ReadonlyArray<Pick<SpanParts, Name | 'spans'>>,
  ): Generator<SpanSlice<Name>> {
    const filter = new EntryFilter(this.scope, this.series);
    for (const parts of found) {
      for (const name of names) this.rowsRead += parts[name].n;
      this.rowsRead += parts.spans.n;
      yield { parts, keep: filter.spans(parts.spans) };
    }
  }

  /** Index of the bucket that holds a local day, in days since 1970-01-01. */
  bucketOf(day: number): number {
    return this.isByDay ? day - this.firstDay : weekNumber(day) - this.firstWeek;
  }

  private daysOf(reach: Reach): [from: number, until: number] {
    const days = reach === 'before' ? this.scope.previousDays : this.scope.days;
    const [from, until] = [dayNumber(days.from), dayNumber(days.until)];
    return reach === 'weeks' ? [firstMonday(from), firstMonday(until)] : [from, until];
  }

  private splitRepos(by: Grouping): { whole: Set<number>; parted: Set<number> } {
    const [whole, parted] = [new Set<number>(), new Set<number>()];
    for (const repoId of this.series.repoIds ?? this.book.repos.keys()) {
      const groups = this.series.groupsOf(repoId, by);
      if (groups.length > 0) (groups.every(group => group.isWhole) ? whole : parted).add(repoId);
    }
    return { whole, parted };
  }
}

/** The first Monday from a day on, in days since 1970-01-01. */
function firstMonday(day: number): number {
  return mondayOf(weekNumber(day + 6));
}

/** @throws RangeError for a list that is shorter than the other one */
function entryAt<Entry>(list: readonly Entry[], index: number): Entry {
  const entry = list[index];
  if (entry === undefined) throw new RangeError('as many parts as weeks');
  return entry;
}
