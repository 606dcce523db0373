import { entryOf } from '@/lib/entry-of';
import { Pace } from '../store/pace';
import type { WeekRun, WeekStore } from '../store/week-store';

/** Ranges move on week by week, and each asks for other weeks. */
const MOST_RANGES = 4;
/** Groups of a repository that are told apart by rules that nobody has any more go when there are so many. */
const FEWEST_PARTS = 200;
/** What a sum takes beside its numbers: arrays, and the objects around them. */
const OBJECT_BYTES = 2_000;

/** One of the sums of a repository. */
interface RepoPart<Read, Value> {
  /** Tells it from the other parts. */
  name: string;
  sum(read: readonly Read[]): Value;
  visit(value: Value): void;
}

interface Kept<Value> {
  /** One that was written anew is another run. */
  others: readonly WeekRun[];
  byPart: Map<string, { value: Value; bytes: number }>;
}

/** By what goes with the first run, then by range. */
export type KeptSums<Value> = WeakMap<object, Map<string, Kept<Value>>>;

export interface SumsOptions<Read, Value> {
  known: KeptSums<Value>;
  /** Tells the days, and all that is asked of them. */
  range: string;
  /** Those of a repository by id. */
  partsOf(repoId: number): ReadonlyArray<RepoPart<Read, Value>>;
  /** What the numbers of a value take. */
  bytesOf(value: Value): number;
}

/**
 * Sums over all runs of weeks of a repository that a question takes as a whole: they are made once, and found without a
 * look at the runs, of which only the first need be in memory. They count as held with it.
 */
export class RepoSummer<Read, Value> {
  private runs: WeekRun[] = [];
  private read: Read[] = [];

  constructor(
    private readonly store: Pick<WeekStore, 'takeKeeper' | 'countBeside'>,
    private readonly options: SumsOptions<Read, Value>,
  ) {}

  /** Visits the sums of a repository. @returns false, having visited nothing, where its runs must be read */
  tell([first, ...others]: readonly [WeekRun, ...WeekRun[]]): boolean {
    const { known, range, partsOf } = this.options;
    const keeper = this.store.takeKeeper(first);
    const byRange = keeper === null ? undefined : known.get(keeper);
    const kept = byRange?.get(range);
    if (byRange === undefined || kept === undefined || !isSame(kept.others, others)) return false;
    const found: Array<() => void> = [];
    for (const part of partsOf(first.repoId)) {
      const of = kept.byPart.get(part.name);
      if (of === undefined) return false;
      found.push(() => part.visit(of.value));
    }
    // The range that was asked for last is forgotten last.
    byRange.delete(range);
    byRange.set(range, kept);
    for (const visit of found) visit();
    return true;
  }

  /** Takes what was read of a run; runs come in order. */
  add(run: WeekRun, read: Read): void {
    if (run.repoId !== this.runs[0]?.repoId) this.end();
    this.runs.push(run);
    this.read.push(read);
  }

  /** Visits the sums of what was read last. */
  end(): void {
    const { runs, read } = this;
    const [first, ...others] = runs;
    this.runs = [];
    this.read = [];
    if (first === undefined) return;
    const sums = this.options.partsOf(first.repoId).map(part => ({ part, value: part.sum(read) }));
    this.keep(first, others, sums);
    for (const { part, value } of sums) part.visit(value);
  }

  private keep(
    first: WeekRun,
    others: readonly WeekRun[],
    sums: ReadonlyArray<{ part: RepoPart<Read, Value>; value: Value }>,
  ): void {
    const { known, range, bytesOf } = this.options;
    const keeper = this.store.takeKeeper(first);
    // What the budget had no room for is made anew.
    if (keeper === null) return;
    const byRange = entryOf(known, keeper, () => new Map<string, Kept<Value>>());
    let grown = 0;
    const forget = (old: string) => {
      for (const { bytes } of byRange.get(old)?.byPart.values() ?? []) grown -= bytes;
      byRange.delete(old);
    };
    let kept = byRange.get(range);
    if (kept === undefined || !isSame(kept.others, others)) {
      forget(range);
      const [oldest] = byRange.keys();
      if (byRange.size === MOST_RANGES && oldest !== undefined) forget(oldest);
      kept = { others, byPart: new Map() };
      byRange.set(range, kept);
    }
    const { byPart } = kept;
    const most = Math.max(FEWEST_PARTS, 2 * sums.length);
    for (const { part, value } of sums) {
      const { name } = part;
      const bytes = OBJECT_BYTES + bytesOf(value);
      grown += bytes - (byPart.get(name)?.bytes ?? 0);
      byPart.delete(name);
      byPart.set(name, { value, bytes });
    }
    for (const [name, { bytes }] of byPart) {
      if (byPart.size <= most) break;
      byPart.delete(name);
      grown -= bytes;
    }
    this.store.countBeside(first, grown);
  }
}

/** Has all repositories told that are known; others get their turn in between. @returns the runs that must be read */
export async function tellKnown(
  summer: Pick<RepoSummer<never, never>, 'tell'>,
  repos: Iterable<readonly [WeekRun, ...WeekRun[]]>,
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

function isSame(some: readonly WeekRun[], others: readonly WeekRun[]): boolean {
  if (some.length !== others.length) return false;
  for (let i = 0; i < some.length; i += 1) if (some[i] !== others[i]) return false;
  return true;
}
