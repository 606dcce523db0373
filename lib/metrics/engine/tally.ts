import { z } from 'zod';

/** Seconds below this are counted one by one; longer ones are rare and kept as they are. */
const COUNTED = 2048;
/** So many values are sorted faster than counted. */
const FEW = 256;

/**
 * The values of one tally in order: those that are counted, then the others, sorted. There is one such ranking for
 * all tallies, since a list of services asks hundreds of them, one after the other, for some percentiles each.
 */
const ranking = {
  of: null as Tally | null,
  /** Of the tally when it was ranked: it only grows. */
  size: 0,
  isCounted: false,
  counts: new Uint32Array(COUNTED),
  others: new Uint32Array(FEW),
  othersSize: 0,
};

/** What it costs to search one run, in values counted. */
const RUN_COST = 100;

interface Run {
  values: ArrayLike<number>;
  from: number;
  until: number;
}

/**
 * Whole seconds below 2³², collected for percentiles by nearest rank. Exact: nothing is rounded. Few are kept as they
 * are, many are counted, so that millions take no more room than thousands.
 */
export class Tally {
  /** All that were added one by one, or those of them that are too long to be counted. */
  private values: number[] = [];
  private counts: Uint32Array | null = null;
  /** What was added together; others hold it too. */
  private runs: Run[] | null = null;
  private size = 0;
  private addedOneByOne = 0;

  get n(): number {
    return this.size;
  }

  /** Seconds, all added up. */
  get sum(): number {
    let sum = this.addedOneByOne;
    for (const { values, from, until } of this.runs ?? []) {
      for (let i = from; i < until; i += 1) sum += values[i] ?? 0;
    }
    return sum;
  }

  add(value: number): void {
    this.size += 1;
    this.addedOneByOne += value;
    if (this.counts !== null && value < COUNTED) {
      this.counts[value] = (this.counts[value] ?? 0) + 1;
      return;
    }
    this.values.push(value);
    if (this.counts === null && this.values.length > FEW) this.count();
  }

  /** Adds each of the values, which are copied. */
  addAll(values: Uint32Array): void {
    let from = 0;
    for (; this.counts === null && from < values.length; from += 1) this.add(values[from] ?? 0);
    const { counts } = this;
    if (counts === null) return;
    let sum = 0;
    for (let i = from; i < values.length; i += 1) {
      const value = values[i] ?? 0;
      sum += value;
      if (value < COUNTED) counts[value] = (counts[value] ?? 0) + 1;
      else this.values.push(value);
    }
    this.size += values.length - from;
    this.addedOneByOne += sum;
  }

  /** Adds all values of another tally. */
  addTally(other: Tally): void {
    for (const [value, count] of other.entries()) this.addTimes(value, count);
  }

  /** Adds a value as often as it came. */
  addTimes(value: number, times: number): void {
    if (this.counts === null || value >= COUNTED) {
      for (let time = 0; time < times; time += 1) this.add(value);
      return;
    }
    this.size += times;
    this.addedOneByOne += times * value;
    this.counts[value] = (this.counts[value] ?? 0) + times;
  }

  /**
   * Adds the values at [from, until), which ascend.
   *
   * @param values are held, not copied, and never change
   */
  addRun(values: ArrayLike<number>, from: number, until: number): void {
    if (from >= until) return;
    this.size += until - from;
    // Most tallies have one run, for which a list that is to grow would take ten times the room.
    if (this.runs === null) this.runs = [{ values, from, until }];
    else this.runs.push({ values, from, until });
  }

  /** The value at the nearest rank ⌈q · n⌉, seconds; null without values. */
  quantile(q: number): number | null {
    if (this.size === 0) return null;
    return (this.mayBeSearched() ? this.search(q) : this.valueAt(rankOf(q, this.size))) ?? null;
  }

  /** A few long runs are searched faster than they are counted. */
  private mayBeSearched(): boolean {
    const runCount = this.runs?.length ?? 0;
    return this.counts === null && runCount > 0 && this.size > RUN_COST * (runCount + 1);
  }

  /**
   * The least value up to which there are as many as the rank. It lies between the least and the greatest quantile of any
   * one run, and each look leaves less of every run to be looked at.
   */
  private search(q: number): number {
    const rank = rankOf(q, this.size);
    const loose = Uint32Array.from(this.values).sort();
    const runs = [...(this.runs ?? []), { values: loose, from: 0, until: loose.length }];
    let [low, high] = [Number.POSITIVE_INFINITY, 0];
    for (const { values, from, until } of runs) {
      if (from === until) continue;
      const value = values[from + rankOf(q, until - from) - 1] ?? 0;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    // Of each run, what is known to lie below the value, and beyond it.
    const below = runs.map(({ from }) => from);
    const beyond = runs.map(({ until }) => until);
    const upTo = new Array<number>(runs.length);
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      let count = 0;
      for (let run = 0; run < runs.length; run += 1) {
        const { values, from } = runs[run] as Run;
        const end = endOf(values, middle, below[run] ?? 0, beyond[run] ?? 0);
        upTo[run] = end;
        count += end - from;
      }
      const isEnough = count >= rank;
      if (isEnough) high = middle;
      else low = middle + 1;
      const moved = isEnough ? beyond : below;
      for (let run = 0; run < runs.length; run += 1) moved[run] = upTo[run] ?? 0;
    }
    return low;
  }

  /** The same in milliseconds. */
  quantileMs(q: number): number | null {
    const seconds = this.quantile(q);
    return seconds === null ? null : seconds * 1000;
  }

  /** Every value with how often it came, in order. */
  entries(): Array<readonly [value: number, count: number]> {
    this.rank();
    const entries: Array<readonly [number, number]> = [];
    for (let value = 0; ranking.isCounted && value < COUNTED; value += 1) {
      const count = ranking.counts[value] ?? 0;
      if (count > 0) entries.push([value, count]);
    }
    for (let i = 0; i < ranking.othersSize; i += 1) entries.push([ranking.others[i] ?? 0, 1]);
    return entries;
  }

  private valueAt(rank: number): number | undefined {
    this.rank();
    let seen = 0;
    for (let value = 0; ranking.isCounted && value < COUNTED; value += 1) {
      seen += ranking.counts[value] ?? 0;
      if (seen >= rank) return value;
    }
    return ranking.others[rank - seen - 1];
  }

  private rank(): void {
    if (ranking.of === this && ranking.size === this.size) return;
    ranking.of = this;
    ranking.size = this.size;
    ranking.isCounted = this.size > FEW;
    ranking.othersSize = 0;
    if (this.counts !== null) ranking.counts.set(this.counts);
    else if (ranking.isCounted) ranking.counts.fill(0);
    rankAll(this.values, 0, this.values.length);
    for (const { values, from, until } of this.runs ?? []) rankAll(values, from, until);
    ranking.others.subarray(0, ranking.othersSize).sort();
  }

  private count(): void {
    const counts = new Uint32Array(COUNTED);
    const all = this.values;
    this.values = [];
    this.counts = counts;
    for (const value of all) {
      if (value < COUNTED) counts[value] = (counts[value] ?? 0) + 1;
      else this.values.push(value);
    }
  }
}

/**
 * Tallies side by side, told apart by a small number such as an hour of the week: of what comes in many hundred thousands
 * each is one count in one list.
 */
export class TallyGrid {
  /** By place, then by seconds below COUNTED; made when they are needed. */
  private readonly counts: Array<Uint32Array | undefined> = [];
  private readonly others: Array<readonly [place: number, value: number]> = [];

  /** @param size places are below it */
  constructor(private readonly size: number) {}

  /** Adds each value at [from, until) to the tally at its place. */
  addAll(places: ArrayLike<number>, values: ArrayLike<number>, from: number, until: number): void {
    for (let i = from; i < until; i += 1) this.add(places[i] ?? 0, values[i] ?? 0);
  }

  add(place: number, value: number): void {
    if (value >= COUNTED) {
      this.others.push([place, value]);
      return;
    }
    let counts = this.counts[place];
    if (counts === undefined) {
      counts = new Uint32Array(COUNTED);
      this.counts[place] = counts;
    }
    counts[value] = (counts[value] ?? 0) + 1;
  }

  /** By place. */
  get tallies(): Tally[] {
    const tallies = Array.from({ length: this.size }, (_, place) => {
      const tally = new Tally();
      this.counts[place]?.forEach((count, value) => {
        if (count > 0) tally.addTimes(value, count);
      });
      return tally;
    });
    for (const [place, value] of this.others) tallies[place]?.add(value);
    return tallies;
  }
}

/** The nearest rank ⌈q · n⌉ of n values, from 1. */
function rankOf(q: number, n: number): number {
  return Math.max(Math.ceil(q * n - 1e-9), 1);
}

/** Where the values end that are not above a value: within [low, high] of a run, which ascends. */
function endOf(values: ArrayLike<number>, value: number, low: number, high: number): number {
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function rankAll(values: ArrayLike<number>, from: number, until: number): void {
  const { counts, isCounted } = ranking;
  for (let i = from; i < until; i += 1) {
    const value = values[i] ?? 0;
    if (isCounted && value < COUNTED) counts[value] = (counts[value] ?? 0) + 1;
    else rankOther(value);
  }
}

function rankOther(value: number): void {
  if (ranking.othersSize === ranking.others.length) {
    const longer = new Uint32Array(2 * ranking.others.length);
    longer.set(ranking.others);
    ranking.others = longer;
  }
  ranking.others[ranking.othersSize] = value;
  ranking.othersSize += 1;
}

/** Percentiles by nearest rank, milliseconds, with how many values they stand on. */
export const percentileShape = {
  n: z.int(),
  p25Ms: z.number().nullable(),
  p50Ms: z.number().nullable(),
  p75Ms: z.number().nullable(),
  p90Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
};

/** The row of a tally of seconds. */
export function percentilesOf(tally: Tally) {
  return {
    n: tally.n,
    p25Ms: tally.quantileMs(0.25),
    p50Ms: tally.quantileMs(0.5),
    p75Ms: tally.quantileMs(0.75),
    p90Ms: tally.quantileMs(0.9),
    p95Ms: tally.quantileMs(0.95),
  };
}
