import { entryOf } from '@/lib/entry-of';
import { WeekRun } from './week-run';

/** Repositories by id: a set of them, or a map by them. */
export type RepoIds = Pick<ReadonlySet<number>, 'has' | 'keys' | 'size'>;

/** A week as the database knows it. */
export interface WrittenWeek {
  repoId: number;
  week: number;
  sequence: number;
}

/** The newest weeks change all the time, and most questions are about them: these stay for themselves. */
const WEEKS_APART = 9;

/**
 * Known weeks by repository. Older ones are joined to runs of `joined` weeks: a year of many repositories is then
 * some thousand pieces of memory rather than ten thousands, and a question goes through as many.
 */
export class WeekIndex {
  /** Repositories and runs in order, so that all processes go through them alike. */
  private readonly repos = new Map<number, Map<number, WeekRun>>();
  private newest = Number.NEGATIVE_INFINITY;
  private lastRepoId = Number.NEGATIVE_INFINITY;
  private count = 0;

  /**
   * @param onReplace told of each run that nobody will find any more
   * @param latestWeek the last week in which anything can have finished
   */
  constructor(
    private readonly joined: number,
    private readonly onReplace: (run: WeekRun) => void,
    private readonly latestWeek: () => number = () => Number.POSITIVE_INFINITY,
  ) {}

  /** How many weeks are known. */
  get size(): number {
    return this.count;
  }

  /** Those that are known under this sequence already stay as they are. */
  noteAll(weeks: readonly WrittenWeek[]): void {
    let { newest } = this;
    const latest = this.latestWeek();
    // A clock that is years ahead must not make all of today's weeks old ones.
    for (const { week } of weeks) if (week <= latest) newest = Math.max(newest, week);
    if (newest > this.newest) {
      this.newest = newest;
      this.regroup();
    }
    const changed = new Map<number, Map<number, number>>();
    for (const { repoId, week, sequence } of weeks) {
      const old = this.repos.get(repoId)?.get(this.startOf(week))?.weeks.get(week);
      const ofRepo = changed.get(repoId) ?? new Map<number, number>();
      if (old !== sequence) changed.set(repoId, ofRepo.set(week, sequence));
      // Noted twice, the last time as it was known before.
      else ofRepo.delete(week);
    }
    for (const [repoId, ofRepo] of changed) if (ofRepo.size > 0) this.change(repoId, ofRepo);
  }

  /** The week is not in the database any more. */
  forget(repoId: number, week: number): void {
    const runs = this.repos.get(repoId);
    const run = runs?.get(this.startOf(week));
    if (runs === undefined || run === undefined || !run.weeks.has(week)) return;
    const rest = new Map(run.weeks);
    rest.delete(week);
    this.count -= 1;
    runs.delete(run.first);
    this.replace(run);
    if (rest.size > 0) this.add(repoId, runs, rest);
  }

  /** Of the repository no week before this one is kept. */
  forgetBefore(repoId: number, first: number): void {
    const weeks = [...(this.repos.get(repoId)?.values() ?? [])].flatMap(run => [...run.weeks.keys()]);
    for (const week of weeks) if (week < first) this.forget(repoId, week);
  }

  /** Runs that overlap these weeks, first and last included, in order; of these repositories, null: of all. */
  list(from: number, until: number, repoIds: RepoIds | null): WeekRun[] {
    const found: WeekRun[] = [];
    const isFew = repoIds !== null && repoIds.size < this.repos.size;
    for (const repoId of isFew ? [...repoIds.keys()].sort((a, b) => a - b) : this.repos.keys()) {
      if (repoIds !== null && !repoIds.has(repoId)) continue;
      for (const run of this.repos.get(repoId)?.values() ?? []) {
        if (run.first <= until && run.first + run.length > from) found.push(run);
      }
    }
    return found;
  }

  *[Symbol.iterator](): Generator<WeekRun> {
    for (const runs of this.repos.values()) yield* runs.values();
  }

  private change(repoId: number, weeks: ReadonlyMap<number, number>): void {
    const runs = this.repos.get(repoId) ?? this.open(repoId);
    const byStart = new Map<number, Array<readonly [week: number, sequence: number]>>();
    for (const entry of weeks) entryOf(byStart, this.startOf(entry[0]), () => []).push(entry);
    for (const [start, changed] of byStart) {
      const old = runs.get(start);
      const all = new Map(old?.weeks);
      for (const [week, sequence] of changed) all.set(week, sequence);
      this.count += all.size - (old?.weeks.size ?? 0);
      if (old !== undefined) this.replace(old);
      this.add(repoId, runs, all);
    }
  }

  /** As time goes on, weeks that stood for themselves are joined. */
  private regroup(): void {
    for (const [repoId, runs] of this.repos) {
      const moved = [...runs.values()].filter(run => this.startOf(run.first) !== run.first);
      const weeks = new Map<number, number>();
      for (const run of moved) {
        runs.delete(run.first);
        this.count -= run.weeks.size;
        this.replace(run);
        for (const [week, sequence] of run.weeks) weeks.set(week, sequence);
      }
      // The first of the weeks to be joined begins at their common start already.
      if (weeks.size > 0) this.change(repoId, weeks);
    }
  }

  private add(repoId: number, runs: Map<number, WeekRun>, weeks: ReadonlyMap<number, number>): void {
    const inOrder = new Map([...weeks].sort(([a], [b]) => a - b));
    const [first = 0] = inOrder.keys();
    const start = this.startOf(first);
    const length = this.isJoined(first) ? this.joined : 1;
    const isLast = [...runs.keys()].every(other => other <= start);
    const isNew = !runs.has(start);
    runs.set(start, new WeekRun(repoId, start, length, inOrder));
    if (isNew && !isLast) sortByKey(runs);
  }

  private open(repoId: number): Map<number, WeekRun> {
    const runs = new Map<number, WeekRun>();
    this.repos.set(repoId, runs);
    if (repoId < this.lastRepoId) sortByKey(this.repos);
    this.lastRepoId = Math.max(repoId, this.lastRepoId);
    return runs;
  }

  private replace(run: WeekRun): void {
    run.isReplaced = true;
    this.onReplace(run);
  }

  private startOf(week: number): number {
    return this.isJoined(week) ? Math.floor(week / this.joined) * this.joined : week;
  }

  private isJoined(week: number): boolean {
    const last = Math.floor(week / this.joined) * this.joined + this.joined - 1;
    return this.joined > 1 && last <= this.newest - WEEKS_APART;
  }
}

function sortByKey<Value>(map: Map<number, Value>): void {
  const entries = [...map].sort(([a], [b]) => a - b);
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}
