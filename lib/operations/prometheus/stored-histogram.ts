import { Histogram } from 'prom-client';

/** What was counted elsewhere, for one set of labels. */
export interface StoredCounts<Label extends string> {
  labels: Partial<Record<Label, string>>;
  /** How many fell into each bucket, the last one without a bound. */
  counts: readonly number[];
  sum: number;
}

interface StoredHistogramOptions<Label extends string> {
  name: string;
  help: string;
  labelNames: Label[];
  /** Upper bounds, without the last one. */
  bounds: readonly number[];
  registers: NonNullable<ConstructorParameters<typeof Histogram>[0]['registers']>;
}

/** A histogram that shows counts which are kept elsewhere, where observing one by one would count them twice. */
export class StoredHistogram<Label extends string> extends Histogram<Label> {
  /** The registry would ask this before `get`. */
  readonly getForPromString = undefined;
  private readonly empty: Histogram<Label>;
  private readonly bounds: readonly number[];
  private readonly family: string;
  private stored: ReadonlyArray<StoredCounts<Label>> = [];

  constructor({ bounds, registers, ...rest }: StoredHistogramOptions<Label>) {
    super({ ...rest, buckets: [...bounds], registers });
    this.empty = new Histogram({ ...rest, buckets: [...bounds], registers: [] });
    this.bounds = bounds;
    this.family = rest.name;
  }

  show(stored: ReadonlyArray<StoredCounts<Label>>): void {
    this.stored = stored;
  }

  override async get(): ReturnType<Histogram<Label>['get']> {
    return { ...(await this.empty.get()), values: this.stored.flatMap(counts => this.valuesOf(counts)) };
  }

  private valuesOf({ labels, counts, sum }: StoredCounts<Label>) {
    let count = 0;
    const buckets = counts.map((own, index) => {
      count += own;
      const le = this.bounds[index] ?? '+Inf';
      return { metricName: `${this.family}_bucket`, labels: { le, ...labels }, value: count };
    });
    return [
      ...buckets,
      { metricName: `${this.family}_sum`, labels, value: sum },
      { metricName: `${this.family}_count`, labels, value: count },
    ];
  }
}

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
