import { BUCKET_GAMMA, type TimeColumns } from '@/lib/weeks/reader';

/** Durations of which only the bucket is known: bucket b reaches from γᵇ⁻¹ to γᵇ milliseconds. */
export class DurationHistogram {
  private counts = new Float64Array(512);
  private n = 0;

  /** Adds one histogram of many, which lies in [from, until). */
  add({ bucket, count }: TimeColumns, from: number, until: number): void {
    for (let i = from; i < until; i += 1) this.addTo(bucket[i] ?? 0, count[i] ?? 0);
  }

  private addTo(bucket: number, count: number): void {
    if (bucket >= this.counts.length) {
      const more = new Float64Array(2 * bucket);
      more.set(this.counts);
      this.counts = more;
    }
    this.counts[bucket] = (this.counts[bucket] ?? 0) + count;
    this.n += count;
  }

  /**
   * By nearest rank, the middle of its bucket, 2γᵇ/(γ+1) ms, to a tenth of a second from one second on: within 1 % of
   * the exact one. Null: there are none.
   */
  quantileMs(quantile: number): number | null {
    const rank = Math.max(Math.ceil(quantile * this.n), 1);
    let running = 0;
    for (let bucket = 0; bucket < this.counts.length; bucket += 1) {
      running += this.counts[bucket] ?? 0;
      if (running >= rank) return rounded((2 * BUCKET_GAMMA ** bucket) / (BUCKET_GAMMA + 1));
    }
    return null;
  }
}

function rounded(ms: number): number {
  return ms >= 1000 ? Math.round(ms / 100) * 100 : Math.round(ms);
}
