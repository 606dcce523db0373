import { Tally } from './tally';

/** A tally for each bucket of a range, made when it is first needed. */
export class BucketTallies {
  private readonly tallies: Array<Tally | undefined> = [];

  at(bucket: number): Tally {
    let tally = this.tallies[bucket];
    if (tally === undefined) {
      tally = new Tally();
      this.tallies[bucket] = tally;
    }
    return tally;
  }

  /** Buckets with values, by their first day, in order. */
  *named(buckets: readonly string[]): Generator<readonly [bucket: string, tally: Tally]> {
    for (const [index, bucket] of buckets.entries()) {
      const tally = this.tallies[index];
      if (tally !== undefined) yield [bucket, tally];
    }
  }
}
