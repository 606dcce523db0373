import { entryOf } from '@/lib/entry-of';
import type { BuildColumns } from '../format/build-parts';
import type { AmountColumns, LostParts } from '../format/lost-parts';
import { LONGEST_WAIT_WEEKS } from '../lost/longest-wait-weeks';
import type { WeekRun, WeekStore } from '../store/week-store';
import { BuildShares, equalShare, type Share, type Shares } from './build-shares';
import type { SeriesBook } from './series-book';
import { shareAmounts, sumAmounts } from './share-hours';
import type { SplitRepo } from './split-repo';

interface SharedSums {
  book: SeriesBook;
  /** Which writing of the builds it rests on. */
  builds: string;
  sums: LostParts['sums'];
}

/** Weeks in memory never change: what is shared of them is worked out once, as long as rules and builds stay the same. */
const known = new WeakMap<AmountColumns, SharedSums>();

/** How the builds of packed weeks are shared: worked out once for a book, and again only where they are packed anew. */
const knownShares = new WeakMap<SeriesBook, WeakMap<BuildColumns, BuildShares>>();

/**
 * What was lost in repositories that rules split, with what belongs to no service divided among their services. How a
 * build is shared is told by its steps, so that builds are read beside the hours: those that finished in the weeks, in
 * the one before (people may be ahead of the organisation) and in those after it.
 */
export class SharedWeeks {
  constructor(
    private readonly store: WeekStore,
    private readonly book: SeriesBook,
  ) {}

  /** Runs of weeks as sums. @param runs of `lost`, of split repositories */
  async readSums(
    runs: readonly WeekRun[],
    visit: (run: WeekRun, sums: LostParts['sums']) => void,
  ): Promise<void> {
    const missing: WeekRun[] = [];
    await this.store.read(['amounts'], runs, (run, { amounts }) => {
      const shared = known.get(amounts);
      if (shared?.book === this.book && shared.builds === this.writingOf(run)) visit(run, shared.sums);
      else missing.push(run);
    });
    // Noted before builds are read: what is written meanwhile must not be taken for known.
    const writings = new Map(missing.map(run => [run, this.writingOf(run)]));
    await this.readShared(missing, (run, amounts, shares, repo) => {
      const sums = sumAmounts(shareAmounts(amounts, 0, amounts.n, repo, shares));
      const builds = writings.get(run);
      if (builds !== undefined) known.set(amounts, { book: this.book, builds, sums });
      visit(run, sums);
    });
  }

  /** Entry by entry, those that lie in the places that `within` tells of a run's. */
  async readAmounts(
    runs: readonly WeekRun[],
    within: (run: WeekRun, amounts: AmountColumns) => readonly [from: number, until: number],
    visit: (run: WeekRun, amounts: AmountColumns) => void,
  ): Promise<void> {
    await this.readShared(runs, (run, amounts, shares, repo) => {
      const [from, until] = within(run, amounts);
      visit(run, shareAmounts(amounts, from, until, repo, shares));
    });
  }

  private async readShared(
    runs: readonly WeekRun[],
    visit: (run: WeekRun, amounts: AmountColumns, shares: Shares, repo: SplitRepo) => void,
  ): Promise<void> {
    const byRepo = new Map<number, WeekRun[]>();
    for (const run of runs) entryOf(byRepo, run.repoId, () => []).push(run);
    for (const [repoId, own] of byRepo) {
      const repo = this.book.splitRepos.get(repoId);
      if (repo === undefined) throw new RangeError(`repository ${repoId} is not split`);
      const shares = new SharesOfRuns(repo);
      const first = Math.min(...own.map(run => run.first));
      const last = Math.max(...own.map(lastWeekOf));
      const packed = this.buildRuns(repoId, first, last);
      await this.readShares(packed, repo, shares);
      await this.store.read(['amounts'], own, (run, { amounts }) => visit(run, amounts, shares, repo));
    }
  }

  /** Steps take most of the memory and the time: they are read of what is not known alone. */
  private async readShares(packed: readonly WeekRun[], repo: SplitRepo, shares: SharesOfRuns): Promise<void> {
    const ofBook = entryOf(knownShares, this.book, () => new WeakMap<BuildColumns, BuildShares>());
    const missing: WeekRun[] = [];
    await this.store.read(['builds'], packed, (run, { builds }) => {
      const own = ofBook.get(builds);
      if (own === undefined) missing.push(run);
      else shares.add(own);
    });
    await this.store.read(['builds', 'steps', 'path'], missing, (_, parts) => {
      const own = new BuildShares(repo);
      own.add(parts);
      ofBook.set(parts.builds, own);
      shares.add(own);
    });
  }

  /** What changes whenever a build is written anew that a run may tell of. */
  private writingOf(run: WeekRun): string {
    return this.buildRuns(run.repoId, run.first, lastWeekOf(run))
      .map(({ weeks }) => [...weeks].join())
      .join();
  }

  private buildRuns(repoId: number, first: number, last: number): WeekRun[] {
    return this.store.list('packed', first - 1, last + LONGEST_WAIT_WEEKS, new Set([repoId]));
  }
}

/** How builds of several runs are shared. */
class SharesOfRuns implements Shares {
  private readonly runs: BuildShares[] = [];

  constructor(private readonly repo: SplitRepo) {}

  add(run: BuildShares): void {
    this.runs.push(run);
  }

  of(number: number): Share {
    for (const run of this.runs) {
      const share = run.known(number);
      if (share !== undefined) return share;
    }
    return equalShare(this.repo.owners.map((_, place) => place));
  }
}

function lastWeekOf({ first, length }: WeekRun): number {
  return first + length - 1;
}
