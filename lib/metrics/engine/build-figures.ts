import {
  type DigestWeeks,
  digestOf,
  type GroupedBuilds,
  isInWeeks,
  isTimed,
  queueOf,
  type SeriesBook,
  startOf,
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
    const weeks = digestOf(grouped);
    if (weeks !== null) {
      this.addWeeks(weeks);
      if (!weeks.hasRest) return;
    }
    const { builds } = slice;
    const { day } = builds;
    for (let i = 0; i < picked.n; i += 1) {
      const build = picked.index[i] ?? 0;
      if (weeks !== null && isInWeeks(weeks, day[build] ?? 0)) continue;
      this.outcomes.add(picked.status[i] ?? 0);
      this.waited.add(builds, build);
      if (!isTimed(builds, picked, i)) continue;
      this.waits.add(picked.waitS[i] ?? 0);
      this.queues.add(queueOf(builds, picked, i));
    }
  }

  private addWeeks({ digest, from, until }: DigestWeeks): void {
    const { logins, loginBuilds, loginEnds, timedEnds, waitS, queueS } = digest;
    this.outcomes.addWeeks(digest.outcomes, from, until);
    const lastLogin = startOf(loginEnds, until);
    for (let i = startOf(loginEnds, from); i < lastLogin; i += 1) {
      this.waited.addLogin(logins[i] ?? 0, loginBuilds[i] ?? 0);
    }
    const [first, last] = [startOf(timedEnds, from), startOf(timedEnds, until)];
    this.waits.addRun(waitS, first, last);
    this.queues.addRun(queueS, first, last);
  }
}
