import type { StoredCounts } from './stored-histogram';

/**
 * Counters that never go back while this program runs. When a rule takes steps from a service it has fewer builds
 * than before, which Prometheus would take for a restart, and count all of them again.
 */
export class HeldCounts<Label extends string> {
  private readonly held = new Map<string, StoredCounts<Label>>();

  /** Counts of the same labels are added up; then none is lower than it was. */
  hold(counted: ReadonlyArray<StoredCounts<Label>>): Array<StoredCounts<Label>> {
    const now = new Map<string, StoredCounts<Label>>();
    for (const counts of counted) {
      const key = JSON.stringify(counts.labels);
      const known = now.get(key);
      now.set(key, known === undefined ? counts : join(known, counts, (a, b) => a + b));
    }
    for (const [key, counts] of now) {
      const before = this.held.get(key);
      this.held.set(key, before === undefined ? counts : join(before, counts, Math.max));
    }
    return [...this.held.values()];
  }
}

function join<Label extends string>(
  one: StoredCounts<Label>,
  other: StoredCounts<Label>,
  how: (a: number, b: number) => number,
): StoredCounts<Label> {
  const counts = one.counts.map((count, index) => how(count, other.counts[index] ?? 0));
  return { labels: one.labels, counts, sum: how(one.sum, other.sum) };
}
