import { z } from 'zod';
import { at } from '@/lib/at';
import { entryOf } from '@/lib/entry-of';
import {
  BUCKET_GAMMA,
  forEachSeries,
  type SpanColumns,
  type SpanSlice,
  type TimeColumns,
} from '@/lib/weeks/reader';

/** What logs tell of a command or layer of one step. */
export const spanRow = z.object({
  seriesId: z.int(),
  kind: z.enum(['pull', 'command', 'layer', 'other']),
  tool: z.string().nullable(),
  /** Null: all that were too rare for a label of their own. */
  label: z.string().nullable(),
  /** How often it ran. */
  n: z.int(),
  /** How often its time is known. */
  timed: z.int(),
  p50Ms: z.number().nullable(),
  p90Ms: z.number().nullable(),
  totalMs: z.number(),
  hits: z.int(),
  misses: z.int(),
  missMs: z.number(),
  /** In how many logs it is the first layer that was not cached. */
  firstMisses: z.int(),
});

export type SpanRow = z.infer<typeof spanRow>;

const NAMES = [
  'totalMs',
  'missMs',
  'runs',
  'timed',
  'hits',
  'misses',
  'firstMisses',
  'seriesId',
  'labelId',
] as const;

/** What was added up of one label of a series. */
export type SpanSum = Record<(typeof NAMES)[number], number>;

/** The same of many, side by side; whole numbers, so that sums are exact. */
type Sums = Record<(typeof NAMES)[number], Float64Array>;

const FIRST_ROOM = 1024;

/** Commands and layers, added up by series and label: a year of all repositories has more than a million entries. */
export class SpanSums {
  private readonly places = new Map<number, Map<number, number>>();
  private sums = roomFor(FIRST_ROOM);
  private count = 0;

  add({ parts: { spans }, mask }: SpanSlice<never>): void {
    forEachSeries(spans, (seriesId, from, until) => {
      const labels = entryOf(this.places, seriesId, () => new Map<number, number>());
      let labelId = -1;
      let place = -1;
      for (let i = from; i < until; i += 1) {
        if (mask !== null && mask[i] !== 1) continue;
        if (spans.labelId[i] !== labelId) {
          labelId = at(spans.labelId, i, 'labelId');
          place = entryOf(labels, labelId, () => this.open(seriesId, labelId));
        }
        this.addAt(place, spans, i);
      }
    });
  }

  /**
   * Those that took the most time: at most so many of a series, those without a label of their own last, and so many in
   * all.
   */
  longest(ofSeries: number, inAll: number): SpanSum[] {
    const { totalMs, runs, seriesId, labelId } = this.sums;
    const sumOf = (column: Float64Array, place: number) => at(column, place, 'sums');
    const isRest = (place: number) => (sumOf(labelId, place) === 0 ? 1 : 0);
    const byLabel = (a: number, b: number) =>
      sumOf(runs, b) - sumOf(runs, a) || sumOf(labelId, a) - sumOf(labelId, b);
    const byTime = (a: number, b: number) => sumOf(totalMs, b) - sumOf(totalMs, a);
    const found: number[] = [];
    for (const labels of this.places.values()) {
      const own = [...labels.values()];
      if (own.length > ofSeries) own.sort((a, b) => isRest(a) - isRest(b) || byTime(a, b) || byLabel(a, b));
      for (const place of own.slice(0, ofSeries)) found.push(place);
    }
    // Sorting numbers is cheap; only those that may be shown are compared in full.
    const times = Float64Array.from(found, place => sumOf(totalMs, place)).sort();
    const leastMs = times[times.length - inAll] ?? 0;
    return found
      .filter(place => sumOf(totalMs, place) >= leastMs)
      .sort(
        (a, b) =>
          byTime(a, b) || sumOf(seriesId, a) - sumOf(seriesId, b) || isRest(a) - isRest(b) || byLabel(a, b),
      )
      .slice(0, inAll)
      .map(place => this.at(place));
  }

  private at(place: number): SpanSum {
    const { sums } = this;
    return {
      totalMs: at(sums.totalMs, place, 'totalMs'),
      missMs: at(sums.missMs, place, 'missMs'),
      runs: at(sums.runs, place, 'runs'),
      timed: at(sums.timed, place, 'timed'),
      hits: at(sums.hits, place, 'hits'),
      misses: at(sums.misses, place, 'misses'),
      firstMisses: at(sums.firstMisses, place, 'firstMisses'),
      seriesId: at(sums.seriesId, place, 'seriesId'),
      labelId: at(sums.labelId, place, 'labelId'),
    };
  }

  private open(seriesId: number, labelId: number): number {
    if (this.count === this.sums.runs.length) this.sums = roomFor(2 * this.count, this.sums);
    const place = this.count;
    this.count += 1;
    this.sums.seriesId[place] = seriesId;
    this.sums.labelId[place] = labelId;
    return place;
  }

  private addAt(place: number, spans: SpanColumns, i: number): void {
    const { sums } = this;
    sums.totalMs[place] = (sums.totalMs[place] ?? 0) + at(spans.totalMs, i, 'totalMs');
    sums.missMs[place] = (sums.missMs[place] ?? 0) + at(spans.missMs, i, 'missMs');
    sums.runs[place] = (sums.runs[place] ?? 0) + at(spans.runs, i, 'runs');
    sums.timed[place] = (sums.timed[place] ?? 0) + at(spans.timed, i, 'timed');
    sums.hits[place] = (sums.hits[place] ?? 0) + at(spans.hits, i, 'hits');
    sums.misses[place] = (sums.misses[place] ?? 0) + at(spans.misses, i, 'misses');
    sums.firstMisses[place] = (sums.firstMisses[place] ?? 0) + at(spans.firstMisses, i, 'firstMisses');
  }
}

function roomFor(size: number, sums?: Sums): Sums {
  const column = (name: (typeof NAMES)[number]) => {
    const values = new Float64Array(size);
    if (sums !== undefined) values.set(sums[name]);
    return values;
  };
  return {
    totalMs: column('totalMs'),
    missMs: column('missMs'),
    runs: column('runs'),
    timed: column('timed'),
    hits: column('hits'),
    misses: column('misses'),
    firstMisses: column('firstMisses'),
    seriesId: column('seriesId'),
    labelId: column('labelId'),
  };
}

/** Durations of which only the bucket is known: bucket b reaches from γᵇ⁻¹ to γᵇ milliseconds. */
export class DurationHistogram {
  private counts = new Float64Array(512);
  private n = 0;

  /** Adds one histogram of many, which lies in [from, until). */
  add({ bucket, count }: TimeColumns, from: number, until: number): void {
    for (let i = from; i < until; i += 1) this.addTo(at(bucket, i, 'bucket'), at(count, i, 'count'));
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
      running += at(this.counts, bucket, 'counts');
      if (running >= rank) return rounded((2 * BUCKET_GAMMA ** bucket) / (BUCKET_GAMMA + 1));
    }
    return null;
  }
}

function rounded(ms: number): number {
  return ms >= 1000 ? Math.round(ms / 100) * 100 : Math.round(ms);
}
