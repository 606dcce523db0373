import { entryOf } from '@/lib/entry-of';
import { mondayOf, weekNumber } from '@/lib/time/days';
import { BUILD_FLAG } from '../format/codes';
import type { LostParts } from '../format/lost-parts';
import type { WeekRun, WeekStore } from '../store/week-store';
import { EntryFilter, isAll } from './entry-filter';
import type { ReaderScope } from './reader-scope';
import { tellKnown } from './repo-summer';
import type { SeriesBook } from './series-book';
import type { SeriesScope } from './series-scope';
import { SharedWeeks } from './shared-weeks';
import { type LostKey, type LostRun, LostSummer, type LostWeeks } from './sum-lost';
import { type Days, daysIn, overlaps, runsByRepo, wholeWeeksIn } from './whole-weeks';

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

/** What a question does with hours that are added up by a key. */
export interface LostSumVisitor {
  weeks(weeks: LostWeeks): void;
  /** Takes what is not added up. */
  entries(slice: LostSlice): void;
}

interface Sources {
  store: WeekStore;
  book: SeriesBook;
  scope: ReaderScope;
  series: SeriesScope;
}

/** How one question reaches the hours lost of its repositories: days are those of the organisation's zone. */
export class LostReader {
  private readonly shared: SharedWeeks;

  /** @param onRead told of entries that were looked at */
  constructor(
    private readonly sources: Sources,
    private readonly onRead: (count: number) => void,
  ) {
    this.shared = new SharedWeeks(sources.store, sources.book);
  }

  /**
   * What was lost in the period. Whole weeks are read as sums, where days need not be told apart; what is left of the
   * period at its ends day by day. What belongs to no service of a repository that rules split is divided among them.
   */
  async forEach(days: Days, visit: (slice: LostSlice) => void, byDay = false): Promise<void> {
    const whole = byDay ? { from: days.until, until: days.until } : wholeWeeksIn(days);
    const filter = this.openFilter();
    const runs = this.runsIn(days);
    const visitSums = (run: WeekRun, all: LostParts['sums']) => {
      const { sums, from, until } = this.sumsIn(run, all, whole);
      const mask = filter.lost(sums, from, until, null);
      visit({ monday: mondayOf(run.first), from, until, mask, isSummed: true, entries: sums });
    };
    const [own, split] = this.splitRuns(runs.filter(run => overlaps(run, whole)));
    await this.sources.store.read(['sums'], own, (run, { sums }) => visitSums(run, sums));
    await this.shared.readSums(split, visitSums);
    await this.visitBeside(runs, days, whole, filter, visit);
  }

  /**
   * The same added up by a key: whole weeks of a repository together, unless team, service,
   * pipeline or step is asked for; all else entry by entry.
   */
  async forEachSum(days: Days, key: LostKey, { weeks, entries }: LostSumVisitor): Promise<void> {
    const filter = this.openFilter();
    if (filter.lostKey === null) {
      await this.forEach(days, entries);
      return;
    }
    const whole = wholeWeeksIn(days);
    const summer = new LostSummer(this.sources.store, filter, whole, key, weeks);
    const runs = this.runsIn(days);
    const [own, split] = this.splitRuns(runs.filter(run => overlaps(run, whole)));
    const missing = await tellKnown(summer.sums, runsByRepo(own, whole));
    await this.sources.store.read(['sums'], missing, (run, { sums }) =>
      summer.add(this.sumsIn(run, sums, whole)),
    );
    summer.sums.end();
    await this.shared.readSums(split, (run, sums) => summer.tellAlone(this.sumsIn(run, sums, whole)));
    await this.visitBeside(runs, days, whole, filter, entries);
  }

  private runsIn({ from, until }: Days): WeekRun[] {
    const repoIds = this.sources.series.lostRepoIds ?? this.sources.book.repos;
    return this.sources.store.list('lost', weekNumber(from), weekNumber(until - 1), repoIds);
  }

  /** Of a run, what lies in some whole weeks. */
  private sumsIn(run: WeekRun, sums: LostParts['sums'], whole: Days): LostRun {
    const monday = mondayOf(run.first);
    const isFirst = monday >= whole.from;
    const isLast = mondayOf(run.first + run.length) <= whole.until;
    const from = isFirst ? 0 : firstAt(sums.week, (whole.from - monday) / 7);
    const until = isLast ? sums.n : firstAt(sums.week, (whole.until - monday) / 7);
    this.onRead(until - from);
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
  async forEachStuck(days: Days, visit: (slice: LostSlice & { isSummed: false }) => void): Promise<void> {
    const stuck: WeekRun[] = [];
    await this.sources.store.read(['sums'], this.runsIn(days), (run, { sums }) => {
      if (hasStuck(sums)) stuck.push(run);
    });
    await this.visitDays(stuck, days, this.openFilter(), slice => {
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
      const days = daysIn(run, { from, until });
      // Within a week, days come in any order.
      const first = firstAt(day, Math.floor(days.from / 7) * 7);
      return [first, firstAt(day, Math.ceil(days.until / 7) * 7)] as const;
    };
    const visitAmounts = (run: WeekRun, amounts: LostParts['amounts']) => {
      const monday = mondayOf(run.first);
      const days = daysIn(run, { from, until });
      const [first, end] = within(run, amounts);
      this.onRead(end - first);
      const mask = filter.lost(amounts, first, end, isAll(days) ? null : { ...days, day: amounts.day });
      visit({ monday, from: first, until: end, mask, isSummed: false, entries: amounts });
    };
    const [whole, split] = this.splitRuns(some);
    await this.sources.store.read(['amounts'], whole, (run, { amounts }) => visitAmounts(run, amounts));
    await this.shared.readAmounts(split, within, visitAmounts);
  }

  private openFilter(): EntryFilter {
    return new EntryFilter(this.sources.scope, this.sources.series);
  }

  /** Runs of repositories whose hours belong to services as they are, and of those that share some. */
  private splitRuns(runs: readonly WeekRun[]): [whole: readonly WeekRun[], split: WeekRun[]] {
    const { splitRepos } = this.sources.book;
    if (splitRepos.size === 0) return [runs, []];
    return [runs.filter(run => !splitRepos.has(run.repoId)), runs.filter(run => splitRepos.has(run.repoId))];
  }
}

const stuckSums = new WeakMap<LostParts['sums'], boolean>();

/** Weeks in memory never change, so they are looked through once. */
function hasStuck(sums: LostParts['sums']): boolean {
  return entryOf(stuckSums, sums, () => sums.flags.some(flag => (flag & BUILD_FLAG.stuck) !== 0));
}

/** The first place whose value is this or more, in a column that ascends across it. */
function firstAt(column: ArrayLike<number>, value: number): number {
  let [low, high] = [0, column.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((column[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
