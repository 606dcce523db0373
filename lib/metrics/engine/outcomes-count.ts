import { z } from 'zod';
import { STATUSES } from '@/lib/facts/status';
import { STATUS } from '@/lib/weeks/reader';

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

export class OutcomesCount {
  /** By STATUS. */
  private readonly counts = new Uint32Array(STATUSES.length);

  /** @param status one of STATUS */
  add(status: number): void {
    this.counts[status] = (this.counts[status] ?? 0) + 1;
  }

  /** @param outcomes for each week as many counts as there are STATUSES; `until` is exclusive */
  addWeeks(outcomes: Uint32Array, from: number, until: number): void {
    const { counts } = this;
    for (let week = from; week < until; week += 1) {
      const first = week * counts.length;
      for (let status = 0; status < counts.length; status += 1) {
        counts[status] = (counts[status] ?? 0) + (outcomes[first + status] ?? 0);
      }
    }
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
    const all = this.counts.reduce((sum, count) => sum + count, 0);
    const otherCount = all - successCount - failureCount - errorCount - killedCount;
    return { successCount, failureCount, errorCount, killedCount, otherCount, failedRatio: this.failedRatio };
  }

  private of(status: keyof typeof STATUS): number {
    return this.counts[STATUS[status]] ?? 0;
  }
}
