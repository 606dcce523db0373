import type { BuildDigest } from './digest-builds';
import type { MetricReader } from './metric-reader';
import { Tally } from './tally';

/** A tally for each bucket of a range, made when it is first needed. */
export class BucketTallies {
  private readonly tallies: Array<Tally | undefined> = [];

  constructor(private readonly reader: MetricReader) {}

  /** @param day in days since 1970-01-01 */
  add(day: number, seconds: number): void {
    this.at(this.reader.bucketOf(day)).add(seconds);
  }

  /** The waits of all builds of a week. */
  addWaits({ waitS, waitSumS, day }: BuildDigest, monday: number): void {
    if (this.reader.isByDay) {
      for (let i = 0; i < waitS.length; i += 1) this.add(monday + (day[i] ?? 0), waitS[i] ?? 0);
    } else if (waitS.length > 0) {
      this.at(this.reader.bucketOf(monday)).addSorted(waitS, waitSumS);
    }
  }

  /** Buckets with values, by their first day, in order. */
  *named(): Generator<readonly [bucket: string, tally: Tally]> {
    for (const [index, bucket] of this.reader.buckets.entries()) {
      const tally = this.tallies[index];
      if (tally !== undefined) yield [bucket, tally];
    }
  }

  /** Of every bucket; null without values. */
  get mediansMs(): Array<number | null> {
    return this.reader.buckets.map((_, index) => this.tallies[index]?.quantileMs(0.5) ?? null);
  }

  private at(bucket: number): Tally {
    let tally = this.tallies[bucket];
    if (tally === undefined) {
      tally = new Tally();
      this.tallies[bucket] = tally;
    }
    return tally;
  }
}
