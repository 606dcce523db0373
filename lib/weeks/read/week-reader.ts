import type pg from 'pg';
import type { Settings } from '@/lib/settings/settings';
import { calendarDay, dayNumber, mondayOf, weekNumber } from '@/lib/time/days';
import { listBuckets } from '@/lib/time/ranges';
import type { BuildColumns, BuildParts, StepColumns, WeekPart } from '../format/build-parts';
import type { SpanPart, SpanParts } from '../format/span-parts';
import type { RepoIds } from '../store/week-index';
import type { WeekRun, WeekStore } from '../store/week-store';
import { digestCaches, type MissTime, sumMissTime } from './digest-caches';
import { EntryFilter } from './entry-filter';
import { LostReader, type LostSlice, type LostSumVisitor } from './lost-reader';
import { BuildPicker, type PickedBuilds } from './pick-builds';
import type { ReaderScope } from './reader-scope';
import { type KeptSums, RepoSummer, tellKnown } from './repo-summer';
import type { BookRepo, SeriesBook } from './series-book';
import { type Grouping, type RepoGroup, SeriesScope } from './series-scope';
import type { LostKey } from './sum-lost';
import { type BuildsVisitor, WeekSummer } from './sum-weeks';
import type { Opened } from './week-source';
import { type Days, daysIn, firstMonday, overlapsBeside, runsByRepo, wholeWeeksIn } from './whole-weeks';

export type Period = 'now' | 'before';
/** `weeks`: the whole weeks that begin in the range, what weekly sums are told of. */
export type Reach = Period | 'weeks';

/** Some weeks of one repository, as far as they lie in the period. */
export interface WeekSlice<Name extends WeekPart = never> {
  repo: BookRepo;
  /** Of the first week, in days since 1970-01-01: days of entries count from it. */
  monday: number;
  /** In weeks, from the first one to the last. */
  length: number;
  builds: BuildColumns;
  parts: Pick<BuildParts, Name>;
  /** Marks of the builds that lie in the period and pass the filter; null: all of them. */
  mask: Uint8Array | null;
  /** What is asked of its builds, whatever the period. */
  filter: EntryFilter;
  /** Weeks since the first one, until exclusive, that lie in the period as a whole. */
  wholeFrom: number;
  wholeUntil: number;
}

/** Builds of one group in some weeks that are asked for. */
export interface GroupedBuilds {
  readonly slice: WeekSlice;
  readonly group: RepoGroup;
  readonly selected: PickedBuilds;
}

/** Sums of commands and layers of some weeks of one repository. */
export interface SpanSlice<Name extends SpanPart> {
  /** First day of its first week, in days since 1970-01-01; `spans.week` counts from there. */
  monday: number;
  parts: Pick<SpanParts, Name | 'spans'>;
  /** Marks of the entries that are asked for; null: all. */
  mask: Uint8Array | null;
}

/**
 * How one question reaches packed weeks, names and settings, with its filter applied. Slices are visited one after the
 * other, in order, while the next ones are loaded; each is good until its visit is over. Others get their turn in
 * between.
 */
export class WeekReader {
  readonly book: SeriesBook;
  readonly settings: Settings;
  readonly scope: ReaderScope;
  readonly series: SeriesScope;
  /** First days of the buckets of the range. */
  readonly buckets: string[];
  readonly isByDay: boolean;
  private readonly replayedWeeks: ReadonlySet<number>;
  private readonly lost: LostReader;
  private readonly firstDay: number;
  private readonly firstWeek: number;
  /** Entries looked at so far: what an answer costs. */
  rowsRead = 0;

  constructor(
    readonly pool: pg.Pool,
    private readonly store: WeekStore,
    { book, settings, replayedWeeks }: Opened,
    scope: ReaderScope,
  ) {
    this.book = book;
    this.settings = settings;
    this.replayedWeeks = replayedWeeks;
    this.scope = scope;
    this.series = new SeriesScope(book, scope);
    this.lost = new LostReader({ store, book, scope, series: this.series }, count => {
      this.rowsRead += count;
    });
    this.buckets = listBuckets(scope.days, scope.bucketSize);
    this.isByDay = scope.bucketSize === 'day';
    this.firstDay = dayNumber(scope.days.from);
    this.firstWeek = weekNumber(this.firstDay);
  }

  /** The first day of the oldest week with builds of the repositories in scope; null: there is none. */
  get historyFrom(): string | null {
    const repoIds = this.series.repoIds ?? this.book.repos;
    let first = Number.POSITIVE_INFINITY;
    for (const run of this.store.list('packed', 0, weekNumber(dayNumber(this.scope.today)), repoIds)) {
      // A run may begin with weeks of which nothing is packed.
      for (const week of run.weeks.keys()) first = Math.min(first, week);
    }
    return Number.isFinite(first) ? calendarDay(mondayOf(first)) : null;
  }

  /** Weeks of a period with builds of the repositories in scope whose hours lost were never computed: they count as 0. */
  weeksToReplay(period: Period): number {
    const { from, until } = this.daysOf(period);
    const [first, last] = [weekNumber(from), weekNumber(until - 1)];
    const toCome = new Set<number>();
    for (const { weeks } of this.store.list('packed', first, last, this.series.repoIds ?? this.book.repos)) {
      for (const week of weeks.keys()) {
        // A run may reach beyond the period.
        if (first <= week && week <= last && !this.replayedWeeks.has(week)) toCome.add(week);
      }
    }
    return toCome.size;
  }

  /** Weeks of the period with these parts, of the repositories in scope; builds always come along. */
  async forEachWeek<Name extends WeekPart = never>(
    reach: Reach,
    names: readonly Name[],
    visit: (slice: WeekSlice<Name>) => void,
    repoIds: ReadonlySet<number> | null = this.series.repoIds,
  ): Promise<void> {
    const { from, until } = this.daysOf(reach);
    const runs = this.store.list(
      'packed',
      weekNumber(from),
      weekNumber(until - 1),
      repoIds ?? this.book.repos,
    );
    await this.visitWeeks(runs, names, { from, until }, (_, slice) => visit(slice));
  }

  /** Runs of `packed` with these parts, as far as they lie in the days. */
  private async visitWeeks<Name extends WeekPart = never>(
    runs: readonly WeekRun[],
    names: readonly Name[],
    { from, until }: Days,
    visit: (run: WeekRun, slice: WeekSlice<Name>) => void,
  ): Promise<void> {
    const filter = new EntryFilter(this.scope, this.series);
    let slice: WeekSlice<Name> | null = null;
    await this.store.read<Name | 'builds'>(['builds', ...names], runs, (run, parts) => {
      const repo = this.book.repos.get(run.repoId);
      if (repo === undefined) return;
      const { builds } = parts;
      for (const name of names) this.rowsRead += parts[name].n;
      this.rowsRead += builds.n;
      const days = daysIn(run, { from, until });
      const mask = filter.builds(builds, days);
      slice ??= { repo, monday: 0, length: 0, builds, parts, mask, filter, wholeFrom: 0, wholeUntil: 0 };
      slice.repo = repo;
      slice.monday = mondayOf(run.first);
      slice.length = run.length;
      slice.builds = builds;
      slice.parts = parts;
      slice.mask = mask;
      slice.wholeFrom = Math.max(0, Math.ceil(days.from / 7));
      slice.wholeUntil = Math.min(run.length, Math.floor(days.until / 7));
      visit(run, slice);
    });
  }

  /**
   * Builds of the period by group: whole builds, or as far as the group's steps go. As with weeks, what was picked is
   * good until the visit is over.
   */
  async forEachBuilds(period: Period, by: Grouping, visit: (grouped: GroupedBuilds) => void): Promise<void> {
    const picker = new BuildPicker();
    const visitGroups = (slice: WeekSlice, steps: StepColumns | null) => {
      for (const group of this.series.groupsOf(slice.repo.id, by)) {
        visit({ slice, group, selected: picker.pick(group, slice.builds, steps, slice.mask) });
      }
    };
    const { whole, parted } = this.splitRepos(by);
    await this.forEachWeek(period, [], slice => visitGroups(slice, null), whole);
    if (parted.size === 0) return;
    await this.forEachWeek(period, ['steps'], slice => visitGroups(slice, slice.parts.steps), parted);
  }

  /**
   * The same for what figures need: whole weeks of a repository are summed up, others are told build by build. A run that
   * has both is read twice, and may be written anew in between.
   */
  async forEachSummed(period: Period, by: Grouping, visitor: BuildsVisitor): Promise<void> {
    const days = this.daysOf(period);
    const filter = new EntryFilter(this.scope, this.series);
    const summer = new WeekSummer(this.store, this.series, filter, by, wholeWeeksIn(days), visitor);
    const { whole, parted } = this.splitRepos(by);
    await this.readSummed(days, [], whole, summer.sums, {
      weeks: (run, slice) => summer.addWeeks(run, slice, null),
      beside: slice => summer.tellBeside(slice, null),
    });
    if (parted.size === 0) return;
    await this.readSummed(days, ['steps'], parted, summer.sums, {
      weeks: (run, slice) => summer.addWeeks(run, slice, slice.parts.steps),
      beside: slice => summer.tellBeside(slice, slice.parts.steps),
    });
  }

  /** What misses took in the period: whole weeks of a repository summed up, other slices as they are. */
  async forEachMissTime(
    period: Period,
    { weeks, beside }: { weeks: (time: MissTime) => void; beside: (slice: WeekSlice<'caches'>) => void },
  ): Promise<void> {
    const days = this.daysOf(period);
    const whole = wholeWeeksIn(days);
    const { key } = new EntryFilter(this.scope, this.series);
    const all = { name: '', sum: sumMissTime, visit: weeks };
    const summer = new RepoSummer(this.store, {
      known: knownMissTime,
      range: `${whole.from} ${whole.until} ${key}`,
      partsOf: () => [all],
      bytesOf: ({ seriesIds, missMs }: MissTime) => seriesIds.byteLength + missMs.byteLength,
    });
    await this.readSummed(days, ['caches'], this.series.repoIds ?? this.book.repos, summer, {
      weeks(run, { parts, builds, filter, wholeFrom: from, wholeUntil: until }) {
        summer.add(run, { told: digestCaches(parts.caches, builds, filter), from, until });
      },
      beside,
    });
  }

  /** Has the whole weeks of repositories told that are known, and reads the others; then what lies beside them. */
  private async readSummed<Name extends WeekPart = never>(
    days: Days,
    names: readonly Name[],
    repoIds: RepoIds,
    summer: Pick<RepoSummer<never, never>, 'tell' | 'end'>,
    visit: {
      weeks: (run: WeekRun, slice: WeekSlice<Name>) => void;
      beside: (slice: WeekSlice<Name>) => void;
    },
  ): Promise<void> {
    const runs = this.store.list('packed', weekNumber(days.from), weekNumber(days.until - 1), repoIds);
    const whole = wholeWeeksIn(days);
    await this.visitWeeks(await tellKnown(summer, runsByRepo(runs, whole)), names, days, visit.weeks);
    summer.end();
    const beside = runs.filter(run => overlapsBeside(run, days, whole));
    await this.visitWeeks(beside, names, days, (_, slice) => visit.beside(slice));
  }

  /** Sums of commands and layers of the whole weeks that begin in the range, of the repositories in scope. */
  async forEachSpans<Name extends SpanPart = never>(
    names: readonly Name[],
    visit: (slice: SpanSlice<Name>) => void,
    repoIds: ReadonlySet<number> | null = this.series.repoIds,
  ): Promise<void> {
    const { from, until } = this.daysOf('weeks');
    const runs = this.store.list(
      'spans',
      weekNumber(from),
      weekNumber(until - 1),
      repoIds ?? this.book.repos,
    );
    const filter = new EntryFilter(this.scope, this.series);
    await this.store.read<Name | 'spans'>(['spans', ...names], runs, (run, parts) => {
      for (const name of names) this.rowsRead += parts[name].n;
      this.rowsRead += parts.spans.n;
      visit({
        monday: mondayOf(run.first),
        parts,
        mask: filter.spans(parts.spans, daysIn(run, { from, until })),
      });
    });
  }

  /** What was lost in the period. @param byDay whether days are to be told apart */
  forEachLost(period: Period, visit: (slice: LostSlice) => void, byDay = false): Promise<void> {
    return this.lost.forEach(this.daysOf(period), visit, byDay);
  }

  /** The same added up by a key. */
  forEachLostSum(period: Period, key: LostKey, visitor: LostSumVisitor): Promise<void> {
    return this.lost.forEachSum(this.daysOf(period), key, visitor);
  }

  /** The same in builds that were under way for longer than counts, entry by entry: `mask` marks those. */
  forEachStuck(period: Period, visit: (slice: LostSlice & { isSummed: false }) => void): Promise<void> {
    return this.lost.forEachStuck(this.daysOf(period), visit);
  }

  /** Index of the bucket that holds a local day, in days since 1970-01-01. */
  bucketOf(day: number): number {
    return this.isByDay ? day - this.firstDay : weekNumber(day) - this.firstWeek;
  }

  private daysOf(reach: Reach): Days {
    const days = reach === 'before' ? this.scope.previousDays : this.scope.days;
    const [from, until] = [dayNumber(days.from), dayNumber(days.until)];
    return reach === 'weeks' ? { from: firstMonday(from), until: firstMonday(until) } : { from, until };
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

const knownMissTime: KeptSums<MissTime> = new WeakMap();
