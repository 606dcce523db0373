import { z } from 'zod';
import { at } from '@/lib/at';
import { STATUSES } from '@/lib/facts/vocabulary';
import {
  isTimed,
  type PickedBuilds,
  queueOf,
  type SeriesBook,
  STATUS,
  type SummedWeeks,
  WaitedCount,
  type WeekSlice,
} from '@/lib/weeks/reader';
import { Tally } from './tally';

/** How builds or steps ended. */
export const outcomesShape = {
  successCount: z.int(),
  failureCount: z.int(),
  errorCount: z.int(),
  killedCount: z.int(),
  /** Skipped; declined builds never end, and are not counted. */
  otherCount: z.int(),
  /** (failure + error) / (success + failure + error); null where none of these. */
  failedRatio: z.number().nullable(),
};

/** Whether a run or build of this STATUS is in the share that failed. */
export function countsAsEnded(status: number): boolean {
  return status === STATUS.success || status === STATUS.failure || status === STATUS.error;
}

export class OutcomesCount {
  /** By STATUS. */
  private readonly counts = new Uint32Array(STATUSES.length);

  /** @param status one of STATUS */
  add(status: number): void {
    this.counts[status] = (this.counts[status] ?? 0) + 1;
  }

  /** @param outcomes for each week as many counts as there are STATUSES; `until` is exclusive */
  addWeeks(outcomes: ArrayLike<number>, from: number, until: number): void {
    const { counts } = this;
    if (until * counts.length > outcomes.length) throw new RangeError(`no outcomes of week ${until - 1}`);
    for (let week = from; week < until; week += 1) {
      const first = week * counts.length;
      for (let status = 0; status < counts.length; status += 1) {
        counts[status] = (counts[status] ?? 0) + (outcomes[first + status] ?? 0);
      }
    }
  }

  get total(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  get failedRatio(): number | null {
    const failed = this.of('failure') + this.of('error');
    const success = this.of('success');
    return failed + success === 0 ? null : failed / (failed + success);
  }

  get row() {
    const [successCount, failureCount, errorCount] = [
      this.of('success'),
      this.of('failure'),
      this.of('error'),
    ];
    const killedCount = this.of('killed');
    const otherCount = this.total - successCount - failureCount - errorCount - killedCount;
    return { successCount, failureCount, errorCount, killedCount, otherCount, failedRatio: this.failedRatio };
  }

  private of(status: keyof typeof STATUS): number {
    return this.counts[STATUS[status]] ?? 0;
  }
}

/** What is said of many builds: how many, how they ended, who waited and how long. */
export class BuildFigures {
  readonly outcomes = new OutcomesCount();
  readonly waited: WaitedCount;
  /** Seconds of those whose wait counts in percentiles. */
  readonly waits = new Tally();
  readonly queues = new Tally();

  constructor(book: SeriesBook) {
    this.waited = new WaitedCount(book);
  }

  get builds(): number {
    return this.outcomes.total;
  }

  addWeeks({ sum: { outcomes, logins, loginBuilds, waitS, queueS } }: SummedWeeks): void {
    this.outcomes.addWeeks(outcomes, 0, 1);
    for (let i = 0; i < logins.length; i += 1) this.waited.addLogin(logins[i] ?? 0, loginBuilds[i] ?? 0);
    this.waits.addRun(waitS, 0, waitS.length);
    this.queues.addRun(queueS, 0, queueS.length);
  }

  addBuilds({ builds }: Pick<WeekSlice, 'builds'>, picked: PickedBuilds): void {
    for (let i = 0; i < picked.n; i += 1) {
      this.outcomes.add(at(picked.status, i, 'status'));
      this.waited.add(builds, at(picked.index, i, 'index'));
      if (!isTimed(builds, picked, i)) continue;
      this.waits.add(at(picked.waitS, i, 'waitS'));
      this.queues.add(queueOf(builds, picked, i));
    }
  }
}
