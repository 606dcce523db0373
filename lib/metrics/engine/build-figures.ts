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

  /** @param onTimed called for each build whose wait counts, with seconds and the day since 1970-01-01 */
  add({ slice, group, picked }: GroupedBuilds, onTimed?: (seconds: number, day: number) => void): void {
    this.builds += picked.n;
    const { builds, keep, monday } = slice;
    if (group.isWhole && keep === null) {
      this.addDigest(digestBuilds(builds), monday, onTimed);
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
      onTimed?.(seconds, monday + (builds.day[build] ?? 0));
    }
  }

  private addDigest(
    { outcomes, logins, loginBuilds, waitS, queueS, day }: BuildDigest,
    monday: number,
    onTimed?: (seconds: number, day: number) => void,
  ): void {
    this.outcomes.addAll(outcomes);
    for (let i = 0; i < logins.length; i += 1) this.waited.addLogin(logins[i] ?? 0, loginBuilds[i] ?? 0);
    this.waits.addAll(waitS);
    this.queues.addAll(queueS);
    if (onTimed === undefined) return;
    for (let i = 0; i < waitS.length; i += 1) onTimed(waitS[i] ?? 0, monday + (day[i] ?? 0));
  }
}
