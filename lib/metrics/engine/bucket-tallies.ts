import { at } from '@/lib/at';
import {
  type BuildDigest,
  isTimed,
  type PickedBuilds,
  type SummedWeeks,
  startOf,
  type WeekReader,
  type WeekSlice,
} from '@/lib/weeks/reader';
import { Tally } from './tally';

/** The waits of one week, ascending: they lie at [from, until). */
interface WeekWaits {
  waitS: ArrayLike<number>;
  from: number;
  until: number;
}

/** A tally for each bucket of a range, made when it is needed. */
export class BucketTallies {
  private readonly tallies: Array<Tally | undefined> = [];
  /** What is in a bucket that has no tally yet: of a service by week, there is often nothing else. */
  private readonly first: Array<WeekWaits | undefined> = [];

  constructor(private readonly reader: WeekReader) {}

  /** @param day in days since 1970-01-01 */
  add(day: number, seconds: number): void {
    this.open(this.reader.bucketOf(day)).add(seconds);
  }

  /** The waits for builds that count in percentiles. */
  addWeeks({ runs }: SummedWeeks): void {
    for (const { digest, monday, from, until } of runs) {
      for (let week = from; week < until; week += 1) this.addWeek(digest, week, monday);
    }
  }

  addBuilds({ builds, monday }: Pick<WeekSlice, 'builds' | 'monday'>, picked: PickedBuilds): void {
    for (let i = 0; i < picked.n; i += 1) {
      if (!isTimed(builds, picked, i)) continue;
      const day = monday + at(builds.day, at(picked.index, i, 'index'), 'day');
      this.add(day, at(picked.waitS, i, 'waitS'));
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
    return this.reader.buckets.map((_, index) => {
      const first = this.tallies[index] === undefined ? this.first[index] : undefined;
      if (first === undefined) return this.at(index)?.quantileMs(0.5) ?? null;
      const { waitS, from, until } = first;
      return at(waitS, from + Math.ceil((until - from) / 2) - 1, 'waitS') * 1000;
    });
  }

  private addWeek({ waitS, day, timedEnds }: BuildDigest, week: number, monday: number): void {
    const [from, until] = [startOf(timedEnds, week), startOf(timedEnds, week + 1)];
    if (from === until) return;
    if (this.reader.isByDay) {
      for (let i = from; i < until; i += 1) this.add(monday + at(day, i, 'day'), at(waitS, i, 'waitS'));
      return;
    }
    const bucket = this.reader.bucketOf(monday + 7 * week);
    const isFirst = this.tallies[bucket] === undefined && this.first[bucket] === undefined;
    if (isFirst) this.first[bucket] = { waitS, from, until };
    else this.open(bucket).addRun(waitS, from, until);
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
    made.addRun(first.waitS, first.from, first.until);
    return made;
  }
}
