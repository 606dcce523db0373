import { type BuildDigest, digestOf, type GroupedBuilds, isTimed, type WeekReader } from '@/lib/weeks/reader';
import { Tally } from './tally';

/** A tally for each bucket of a range, made when it is needed. */
export class BucketTallies {
  private readonly tallies: Array<Tally | undefined> = [];
  /** What is in a bucket that has no tally yet: of a service by week, there is often nothing else. */
  private readonly first: Array<BuildDigest | undefined> = [];

  constructor(private readonly reader: WeekReader) {}

  /** @param day in days since 1970-01-01 */
  add(day: number, seconds: number): void {
    this.open(this.reader.bucketOf(day)).add(seconds);
  }

  /** The waits for builds that count in percentiles. */
  addWaits(grouped: GroupedBuilds): void {
    const { slice, picked } = grouped;
    const { builds, monday } = slice;
    const digest = digestOf(grouped);
    if (digest !== null) {
      this.addDigest(digest, monday);
      return;
    }
    for (let i = 0; i < picked.n; i += 1) {
      if (!isTimed(builds, picked, i)) continue;
      this.add(monday + (builds.day[picked.index[i] ?? 0] ?? 0), picked.waitS[i] ?? 0);
    }
  }

  /** Buckets with values, by their first day, in order. */
  *named(): Generator<readonly [bucket: string, tally: Tally]> {
    for (const [index, bucket] of this.reader.buckets.entries()) {
      const tally = this.at(index);
      if (tally !== null) yield [bucket, tally];
    }
  }

  /** Of every bucket; null without values. */
  get mediansMs(): Array<number | null> {
    return this.reader.buckets.map((_, index) => this.at(index)?.quantileMs(0.5) ?? null);
  }

  private addDigest(digest: BuildDigest, monday: number): void {
    const { waitS, waitSumS, day } = digest;
    if (this.reader.isByDay) {
      for (let i = 0; i < waitS.length; i += 1) this.add(monday + (day[i] ?? 0), waitS[i] ?? 0);
      return;
    }
    if (waitS.length === 0) return;
    const bucket = this.reader.bucketOf(monday);
    const isFirst = this.tallies[bucket] === undefined && this.first[bucket] === undefined;
    if (isFirst) this.first[bucket] = digest;
    else this.open(bucket).addSorted(waitS, waitSumS);
  }

  /** The tally of a bucket that is to grow. */
  private open(bucket: number): Tally {
    const tally = this.at(bucket) ?? new Tally();
    this.tallies[bucket] = tally;
    return tally;
  }

  private at(bucket: number): Tally | null {
    const tally = this.tallies[bucket];
    if (tally !== undefined) return tally;
    const first = this.first[bucket];
    if (first === undefined) return null;
    const made = new Tally();
    made.addSorted(first.waitS, first.waitSumS);
    return made;
  }
}
