/** Seconds below this are counted one by one; longer ones are rare and kept as they are. */
const COUNTED = 2048;
/** So many values are sorted faster than counted. */
const FEW = 256;

/**
 * Whole seconds below 2³², collected for percentiles by nearest rank. Exact: nothing is rounded. Few are kept as they
 * are, many are counted, so that millions take no more room than thousands.
 */
export class Tally {
  /** All of them, or those too long to be counted. A plain list: there are tens of thousands of small tallies. */
  private values: number[] = [];
  private counts: Uint32Array | null = null;
  private size = 0;
  private total = 0;
  private isSorted = true;

  get n(): number {
    return this.size;
  }

  /** Seconds, all added up. */
  get sum(): number {
    return this.total;
  }

  add(value: number): void {
    this.size += 1;
    this.total += value;
    if (this.counts !== null && value < COUNTED) {
      this.counts[value] = (this.counts[value] ?? 0) + 1;
      return;
    }
    this.keep(value);
    if (this.counts === null && this.values.length > FEW) this.count();
  }

  addAll(values: Uint32Array): void {
    const { counts } = this;
    if (counts === null) {
      for (let i = 0; i < values.length; i += 1) this.add(values[i] ?? 0);
      return;
    }
    for (let i = 0; i < values.length; i += 1) {
      const value = values[i] ?? 0;
      this.total += value;
      if (value < COUNTED) counts[value] = (counts[value] ?? 0) + 1;
      else this.keep(value);
    }
    this.size += values.length;
  }

  /** The value at the nearest rank ⌈q · n⌉, seconds; null without values. */
  quantile(q: number): number | null {
    if (this.size === 0) return null;
    this.sort();
    const rank = Math.max(Math.ceil(q * this.size - 1e-9), 1);
    let seen = 0;
    if (this.counts !== null) {
      for (let value = 0; value < COUNTED; value += 1) {
        seen += this.counts[value] ?? 0;
        if (seen >= rank) return value;
      }
    }
    return this.values[rank - seen - 1] ?? null;
  }

  /** The same in milliseconds. */
  quantileMs(q: number): number | null {
    const seconds = this.quantile(q);
    return seconds === null ? null : seconds * 1000;
  }

  /** Every value with how often it came, in order. */
  *entries(): Generator<readonly [value: number, count: number]> {
    this.sort();
    for (let value = 0; this.counts !== null && value < COUNTED; value += 1) {
      const count = this.counts[value] ?? 0;
      if (count > 0) yield [value, count];
    }
    for (const value of this.values) yield [value, 1];
  }

  private keep(value: number): void {
    this.values.push(value);
    this.isSorted = false;
  }

  private sort(): void {
    // Numbers sort by themselves in a typed array, and much faster than by a comparison.
    if (!this.isSorted) this.values = Array.from(Uint32Array.from(this.values).sort());
    this.isSorted = true;
  }

  private count(): void {
    const counts = new Uint32Array(COUNTED);
    const all = this.values;
    this.values = [];
    this.counts = counts;
    for (const value of all) {
      if (value < COUNTED) counts[value] = (counts[value] ?? 0) + 1;
      else this.keep(value);
    }
  }
}
