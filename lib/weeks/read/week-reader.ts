import type pg from 'pg';
import { entryOf } from '@/lib/entry-of';
import type { Settings } from '@/lib/settings/settings';
import { calendarDay, dayNumber, mondayOf, weekNumber } from '@/lib/time/days';
import { listBuckets } from '@/lib/time/ranges';
import type { BuildColumns, BuildParts, StepColumns, WeekPart } from '../format/build-parts';
import { BUILD_FLAG } from '../format/codes';
import type { LostParts } from '../format/lost-parts';
import type { SpanPart, SpanParts } from '../format/span-parts';
import { Pace } from '../store/pace';
import type { RepoIds } from '../store/week-index';
import type { WeekRun, WeekStore } from '../store/week-store';
import { digestCaches, type MissTime, sumMissTime } from './digest-caches';
import { EntryFilter, isAll, type RunDays } from './entry-filter';
import { BuildPicker, type PickedBuilds } from './pick-builds';
import type { ReaderScope } from './reader-scope';
import { type KeptSums, RepoSummer } from './repo-summer';
import type { BookRepo, SeriesBook } from './series-book';
import { type Grouping, type RepoGroup, SeriesScope } from './series-scope';
import { SharedWeeks } from './shared-weeks';
import { type LostKey, type LostRun, LostSummer, type LostWeeks } from './sum-lost';
import { type BuildsVisitor, WeekSummer } from './sum-weeks';
import type { Opened } from './week-source';
import { type Days, overlaps, overlapsBeside, runsByRepo, wholeWeeksIn } from './whole-weeks';

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

/** What was lost in some weeks: one entry for each week, place, owner, cause, event and kind of branch, or finer. */
export type LostSlice = {
  /** Of the first week, in days since 1970-01-01. */
  monday: number;
  /** Where the entries of the period lie: [from, until). */
  from: number;
  until: number;
  /** Marks of the entries that are asked for; null: all of the period. */
  mask: Uint8Array | null;
} & ({ isSummed: true; entries: LostParts['sums'] } | { isSummed: false; entries: LostParts['amounts'] });

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
  private readonly shared: SharedWeeks;
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
    this.shared = new SharedWeeks(store, book);
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
    const [first, last] = this.daysOf(period).map((day, end) => weekNumber(day - end)) as [number, number];
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
    const [from, until] = this.daysOf(reach);
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
      const days = daysIn(run, from, until);
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

  /** The same for what figures need: whole weeks of a repository are summed up, others are told build by build. */
  async forEachSummed(period: Period, by: Grouping, visitor: BuildsVisitor): Promise<void> {
    const days = this.periodDays(period);
    const filter = new EntryFilter(this.scope, this.series);
    const summer = new WeekSummer(this.store, this.series, filter, by, wholeWeeksIn(days), visitor);
    const { whole, parted } = this.splitRepos(by);
    await this.readSummed(days, [], whole, summer.weeks, {
      weeks: (run, slice) => summer.add(run, slice, null),
      beside: slice => summer.tellBeside(slice, null),
    });
    if (parted.size === 0) return;
    await this.readSummed(days, ['steps'], parted, summer.weeks, {
      weeks: (run, slice) => summer.add(run, slice, slice.parts.steps),
      beside: slice => summer.tellBeside(slice, slice.parts.steps),
    });
  }

  /** What misses took in the period: whole weeks of a repository summed up, other slices as they are. */
  async forEachMissTime(
    period: Period,
    { weeks, beside }: { weeks: (time: MissTime) => void; beside: (slice: WeekSlice<'caches'>) => void },
  ): Promise<void> {
    const days = this.periodDays(period);
    const whole = wholeWeeksIn(days);
    const { key } = new EntryFilter(this.scope, this.series);
    const all = { range: `${whole.from} ${whole.until} ${key}`, name: '', sum: sumMissTime, visit: weeks };
    const summer = new RepoSummer(this.store, knownMissTime, () => [all]);
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

  /**
   * What was lost in the period. Whole weeks are read as sums, where days need not be told apart; what is left of the
   * period at its ends day by day. What belongs to no service of a repository that rules split is divided among them.
   */
  async forEachLost(period: Period, visit: (slice: LostSlice) => void, byDay = false): Promise<void> {
    const days = this.periodDays(period);
    const whole = byDay ? { from: days.until, until: days.until } : wholeWeeksIn(days);
    const filter = new EntryFilter(this.scope, this.series);
    const runs = this.lostRuns(days);
    const visitSums = (run: WeekRun, all: LostParts['sums']) => {
      const { sums, from, until } = this.sumsIn(run, all, whole);
      const mask = filter.lost(sums, from, until, null);
      visit({ monday: mondayOf(run.first), from, until, mask, isSummed: true, entries: sums });
    };
    const [own, split] = this.splitRuns(runs.filter(run => overlaps(run, whole)));
    await this.store.read(['sums'], own, (run, { sums }) => visitSums(run, sums));
    await this.shared.readSums(split, visitSums);
    await this.visitBeside(runs, days, whole, filter, visit);
  }

  /**
   * The same added up by a key: whole weeks of a repository together, as far as nothing but events and kinds of branches
   * is asked for; all else entry by entry.
   */
  async forEachLostSum(
    period: Period,
    key: LostKey,
    { weeks, entries }: { weeks: (weeks: LostWeeks) => void; entries: (slice: LostSlice) => void },
  ): Promise<void> {
    const filter = new EntryFilter(this.scope, this.series);
    if (filter.lostKey === null) {
      await this.forEachLost(period, entries);
      return;
    }
    const days = this.periodDays(period);
    const whole = wholeWeeksIn(days);
    const summer = new LostSummer(this.store, filter, whole, key, weeks);
    const runs = this.lostRuns(days);
    const [own, split] = this.splitRuns(runs.filter(run => overlaps(run, whole)));
    const missing = await tellKnown(summer.weeks, runsByRepo(own, whole));
    await this.store.read(['sums'], missing, (run, { sums }) =>
      summer.weeks.add(run, this.sumsIn(run, sums, whole)),
    );
    summer.weeks.end();
    await this.shared.readSums(split, (run, sums) => summer.tellAlone(this.sumsIn(run, sums, whole)));
    await this.visitBeside(runs, days, whole, filter, entries);
  }

  private lostRuns({ from, until }: Days): WeekRun[] {
    const repoIds = this.series.lostRepoIds ?? this.book.repos;
    return this.store.list('lost', weekNumber(from), weekNumber(until - 1), repoIds);
  }

  /** Of a run, what lies in some whole weeks. */
  private sumsIn(run: WeekRun, sums: LostParts['sums'], whole: Days): LostRun {
    const monday = mondayOf(run.first);
    const isFirst = monday >= whole.from;
    const isLast = mondayOf(run.first + run.length) <= whole.until;
    const from = isFirst ? 0 : firstAt(sums.week, (whole.from - monday) / 7);
    const until = isLast ? sums.n : firstAt(sums.week, (whole.until - monday) / 7);
    this.rowsRead += until - from;
    return { run, sums, from, until };
  }

  /** What was lost on the days of a period that lie in none of its whole weeks. */
  private async visitBeside(
    runs: readonly WeekRun[],
    days: Days,
    whole: Days,
    filter: EntryFilter,
    visit: (slice: LostSlice & { isSummed: false }) => void,
  ): Promise<void> {
    await this.visitDays(runs, { from: days.from, until: whole.from }, filter, visit);
    await this.visitDays(runs, { from: whole.until, until: days.until }, filter, visit);
  }

  /**
   * What was lost in the period in builds that were under way for longer than counts, entry by entry: `mask` marks
   * those. Only weeks that have some are read.
   */
  async forEachStuck(period: Period, visit: (slice: LostSlice & { isSummed: false }) => void): Promise<void> {
    const days = this.periodDays(period);
    const stuck: WeekRun[] = [];
    await this.store.read(['sums'], this.lostRuns(days), (run, { sums }) => {
      if (hasStuck(sums)) stuck.push(run);
    });
    await this.visitDays(stuck, days, new EntryFilter(this.scope, this.series), slice => {
      const { flags } = slice.entries;
      const mask = Uint8Array.from(flags, (flag, i) =>
        (flag & BUILD_FLAG.stuck) !== 0 && (slice.mask === null || slice.mask[i] === 1) ? 1 : 0,
      );
      visit({ ...slice, mask });
    });
  }

  /** What was lost on some days, from the first until the one before the last. */
  private async visitDays(
    runs: readonly WeekRun[],
    { from, until }: Days,
    filter: EntryFilter,
    visit: (slice: LostSlice & { isSummed: false }) => void,
  ): Promise<void> {
    const some = runs.filter(run => overlaps(run, { from, until }));
    const within = (run: WeekRun, { day }: LostParts['amounts']) => {
      const days = daysIn(run, from, until);
      // Within a week, days come in any order.
      const first = firstAt(day, Math.floor(days.from / 7) * 7);
      return [first, firstAt(day, Math.ceil(days.until / 7) * 7)] as const;
    };
    const visitAmounts = (run: WeekRun, amounts: LostParts['amounts']) => {
      const monday = mondayOf(run.first);
      const days = daysIn(run, from, until);
      const [first, end] = within(run, amounts);
      this.rowsRead += end - first;
      const mask = filter.lost(amounts, first, end, isAll(days) ? null : { ...days, day: amounts.day });
      visit({ monday, from: first, until: end, mask, isSummed: false, entries: amounts });
    };
    const [whole, split] = this.splitRuns(some);
    await this.store.read(['amounts'], whole, (run, { amounts }) => visitAmounts(run, amounts));
    await this.shared.readAmounts(split, within, visitAmounts);
  }

  /** Sums of commands and layers of the whole weeks that begin in the range, of the repositories in scope. */
  async forEachSpans<Name extends SpanPart = never>(
    names: readonly Name[],
    visit: (slice: SpanSlice<Name>) => void,
    repoIds: ReadonlySet<number> | null = this.series.repoIds,
  ): Promise<void> {
    const [from, until] = this.daysOf('weeks');
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
        mask: filter.spans(parts.spans, daysIn(run, from, until)),
      });
    });
  }

  /** Index of the bucket that holds a local day, in days since 1970-01-01. */
  bucketOf(day: number): number {
    return this.isByDay ? day - this.firstDay : weekNumber(day) - this.firstWeek;
  }

  private periodDays(period: Period): Days {
    const [from, until] = this.daysOf(period);
    return { from, until };
  }

  private daysOf(reach: Reach): [from: number, until: number] {
    const days = reach === 'before' ? this.scope.previousDays : this.scope.days;
    const [from, until] = [dayNumber(days.from), dayNumber(days.until)];
    return reach === 'weeks' ? [firstMonday(from), firstMonday(until)] : [from, until];
  }

  /** Runs of repositories whose hours belong to services as they are, and of those that share some. */
  private splitRuns(runs: readonly WeekRun[]): [whole: readonly WeekRun[], split: WeekRun[]] {
    const { splitRepos } = this.book;
    if (splitRepos.size === 0) return [runs, []];
    return [runs.filter(run => !splitRepos.has(run.repoId)), runs.filter(run => splitRepos.has(run.repoId))];
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

/** Has all repositories told that are known; others get their turn in between. @returns the runs that must be read */
async function tellKnown(
  summer: Pick<RepoSummer<never, never>, 'tell'>,
  repos: ReadonlyArray<readonly [WeekRun, ...WeekRun[]]>,
): Promise<WeekRun[]> {
  const pace = new Pace();
  const missing: WeekRun[] = [];
  for (const runs of repos) {
    if (!summer.tell(runs)) missing.push(...runs);
    const pause = pace.pause();
    if (pause !== null) await pause;
  }
  return missing;
}

const knownMissTime: KeptSums<MissTime> = new WeakMap();

const stuckSums = new WeakMap<LostParts['sums'], boolean>();

/** Weeks in memory never change, so they are looked through once. */
function hasStuck(sums: LostParts['sums']): boolean {
  return entryOf(stuckSums, sums, () => sums.flags.some(flag => (flag & BUILD_FLAG.stuck) !== 0));
}

/** A period in days since the first Monday of a run. */
function daysIn(run: WeekRun, from: number, until: number): RunDays {
  const monday = mondayOf(run.first);
  return { from: from - monday, until: until - monday, length: run.length };
}

/** The first place whose value is this or more, in a column that ascends across it. */
function firstAt(column: Uint8Array, value: number): number {
  let [low, high] = [0, column.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((column[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The first Monday from a day on, in days since 1970-01-01. */
function firstMonday(day: number): number {
  return mondayOf(weekNumber(day + 6));
}
