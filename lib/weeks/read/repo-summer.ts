import { entryOf } from '@/lib/entry-of';
import type { WeekRun, WeekStore } from '../store/week-store';

/** Ranges move on week by week, and each asks for other weeks. */
const MOST_RANGES = 4;
/** Groups of a repository that are told apart by rules that nobody has any more go when there are so many. */
const MOST_PARTS = 200;

/** One of the sums of a repository. */
export interface RepoPart<Read, Value> {
  /** Tells the days, and all that is asked of them. */
  range: string;
  /** Tells it from the other parts. */
  name: string;
  sum(read: readonly Read[]): Value;
  visit(value: Value): void;
}

interface Kept<Value> {
  /** One that was written anew is another run. */
  others: readonly WeekRun[];
  byPart: Map<string, Value>;
}

/** By what goes with the first run. */
export type KeptSums<Value> = WeakMap<object, Map<string, Kept<Value>>>;

/**
 * Sums over all runs of weeks of a repository that a question takes as a whole: they are made once, and found without a
 * look at the runs, which need not be in memory but for the first.
 */
export class RepoSummer<Read, Value> {
  private runs: WeekRun[] = [];
  private read: Read[] = [];

  /** @param partsOf those of a repository by id, always the same */
  constructor(
    private readonly store: Pick<WeekStore, 'keeperOf'>,
    private readonly known: KeptSums<Value>,
    private readonly partsOf: (repoId: number) => ReadonlyArray<RepoPart<Read, Value>>,
  ) {}

  /** Visits the sums of a repository. @returns false, having visited nothing, where its runs must be read */
  tell([first, ...others]: readonly [WeekRun, ...WeekRun[]]): boolean {
    const byRange = this.known.get(this.store.keeperOf(first));
    const found: Array<() => void> = [];
    for (const part of this.partsOf(first.repoId)) {
      const kept = byRange?.get(part.range);
      const value =
        kept !== undefined && isSame(kept.others, others) ? kept.byPart.get(part.name) : undefined;
      if (value === undefined) return false;
      found.push(() => part.visit(value));
    }
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
    const byRange = entryOf(this.known, this.store.keeperOf(first), () => new Map<string, Kept<Value>>());
    for (const part of this.partsOf(first.repoId)) {
      const value = part.sum(read);
      this.keep(byRange, others, part, value);
      part.visit(value);
    }
  }

  private keep(
    byRange: Map<string, Kept<Value>>,
    others: readonly WeekRun[],
    { range, name }: RepoPart<Read, Value>,
    value: Value,
  ): void {
    let kept = byRange.get(range);
    if (kept === undefined || !isSame(kept.others, others)) {
      byRange.delete(range);
      const [oldest] = byRange.keys();
      if (byRange.size === MOST_RANGES && oldest !== undefined) byRange.delete(oldest);
      kept = { others, byPart: new Map() };
      byRange.set(range, kept);
    }
    if (kept.byPart.size >= MOST_PARTS) kept.byPart.clear();
    kept.byPart.set(name, value);
  }
}

function isSame(some: readonly WeekRun[], others: readonly WeekRun[]): boolean {
  if (some.length !== others.length) return false;
  for (let i = 0; i < some.length; i += 1) if (some[i] !== others[i]) return false;
  return true;
}
