import type { BucketTallies } from './bucket-tallies';
import { type BuildDigest, digestBuilds } from './digest-builds';
import type { GroupedBuilds } from './metric-reader';
import { OutcomesCount } from './outcomes-count';
import { isTimed, queueOf } from './pick-builds';
import type { SeriesBook } from './series-book';
import { Tally } from './tally';
import { WaitedCount } from './waited-for';

/** What is said of many builds: how many, how they ended, who waited and how long. */
export class BuildFigures {
  builds = 0;
  readonly outcomes = new OutcomesCount();
  readonly waited: WaitedCount;
  /** Seconds of those whose wait counts in percentiles. */
  readonly waits = new Tally();
  readonly queues = new Tally();

  constructor(book: SeriesBook) {
    this.waited = new WaitedCount(book);
  }

  /** @param trend takes the same waits, bucket by bucket */
  add(grouped: GroupedBuilds, trend?: BucketTallies): void {
    const { slice, picked } = grouped;
    this.builds += picked.n;
    const { builds, monday } = slice;
    if (isWholeWeek(grouped)) {
      const digest = digestBuilds(builds);
      this.addDigest(digest);
      trend?.addWaits(digest, monday);
      return;
    }
    for (let i = 0; i < picked.n; i += 1) {
      const build = picked.index[i] ?? 0;
      this.outcomes.add(picked.status[i] ?? 0);
      this.waited.add(builds, build);
      if (!isTimed(builds, picked, i)) continue;
      const seconds = picked.waitS[i] ?? 0;
      this.waits.add(seconds);
      this.queues.add(queueOf(builds, picked, i));
      trend?.add(monday + (builds.day[build] ?? 0), seconds);
    }
  }

  private addDigest({
    outcomes,
    logins,
    loginBuilds,
    waitS,
    waitSumS,
    queueS,
    queueSumS,
  }: BuildDigest): void {
    this.outcomes.addAll(outcomes);
    for (let i = 0; i < logins.length; i += 1) this.waited.addLogin(logins[i] ?? 0, loginBuilds[i] ?? 0);
    this.waits.addSorted(waitS, waitSumS);
    this.queues.addSorted(queueS, queueSumS);
  }
}

/** Whether all builds of the repository's week were picked, whole: its digest says the same. */
export function isWholeWeek({ group, slice }: GroupedBuilds): boolean {
  return group.isWhole && slice.keep === null;
}
