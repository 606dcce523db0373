import {
  type BuildDigest,
  digestOf,
  type GroupedBuilds,
  isTimed,
  queueOf,
  type SeriesBook,
  WaitedCount,
} from '@/lib/weeks/reader';
import { OutcomesCount } from './outcomes-count';
import { Tally } from './tally';

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

  add(grouped: GroupedBuilds): void {
    const { slice, picked } = grouped;
    this.builds += picked.n;
    const digest = digestOf(grouped);
    if (digest !== null) {
      this.addDigest(digest);
      return;
    }
    const { builds } = slice;
    for (let i = 0; i < picked.n; i += 1) {
      this.outcomes.add(picked.status[i] ?? 0);
      this.waited.add(builds, picked.index[i] ?? 0);
      if (!isTimed(builds, picked, i)) continue;
      this.waits.add(picked.waitS[i] ?? 0);
      this.queues.add(queueOf(builds, picked, i));
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
