import { z } from 'zod';
import { CONDENSED_WIDTH, condenseLost, type LostSlice } from '@/lib/weeks/reader';

/** Hours lost in milliseconds; the band from low to high is what the assumptions allow. */
export const lostShape = {
  /** Working time in which a build was under way: no assumption in it. */
  measuredMs: z.number(),
  lowMs: z.number(),
  lostMs: z.number(),
  highMs: z.number(),
};

export interface LostSum {
  measuredMs: number;
  lowMs: number;
  lostMs: number;
  highMs: number;
}

/** Hours lost, added up by group; whole milliseconds, so that sums are exact. */
export class LostSums {
  private readonly measuredMs: Float64Array;
  private readonly lowMs: Float64Array;
  private readonly lostMs: Float64Array;
  private readonly highMs: Float64Array;

  constructor(readonly groupCount: number) {
    this.measuredMs = new Float64Array(groupCount);
    this.lowMs = new Float64Array(groupCount);
    this.lostMs = new Float64Array(groupCount);
    this.highMs = new Float64Array(groupCount);
  }

  /** Adds entries one by one. @param groupOf the group of an entry */
  add(slices: Iterable<LostSlice>, groupOf: (slice: LostSlice) => (i: number) => number): this {
    for (const slice of slices) {
      const { keep } = slice;
      const { n, measuredMs, lowMs, lostMs, highMs } = slice.entries;
      const find = groupOf(slice);
      for (let i = 0; i < n; i += 1) {
        if (keep !== null && keep[i] !== 1) continue;
        this.addAt(find(i), measuredMs[i] ?? 0, lowMs[i] ?? 0, lostMs[i] ?? 0, highMs[i] ?? 0);
      }
    }
    return this;
  }

  /** Adds entries by one of their columns. @param groupOf the group of a value of the column */
  addBy(
    slices: Iterable<LostSlice>,
    column: 'placeId' | 'ownerId' | 'cause',
    groupOf: (key: number, slice: LostSlice) => number,
  ): this {
    for (const slice of slices) {
      if (slice.keep !== null) {
        const keys = slice.entries[column];
        this.add([slice], () => i => groupOf(keys[i] ?? 0, slice));
        continue;
      }
      const condensed = condenseLost(slice.entries, column);
      for (let at = 0; at < condensed.length; at += CONDENSED_WIDTH) {
        const group = groupOf(condensed[at] ?? 0, slice);
        this.addAt(
          group,
          condensed[at + 1] ?? 0,
          condensed[at + 2] ?? 0,
          condensed[at + 3] ?? 0,
          condensed[at + 4] ?? 0,
        );
      }
    }
    return this;
  }

  private addAt(group: number, measuredMs: number, lowMs: number, lostMs: number, highMs: number): void {
    this.measuredMs[group] = (this.measuredMs[group] ?? 0) + measuredMs;
    this.lowMs[group] = (this.lowMs[group] ?? 0) + lowMs;
    this.lostMs[group] = (this.lostMs[group] ?? 0) + lostMs;
    this.highMs[group] = (this.highMs[group] ?? 0) + highMs;
  }

  at(group: number): LostSum {
    return {
      measuredMs: this.measuredMs[group] ?? 0,
      lowMs: this.lowMs[group] ?? 0,
      lostMs: this.lostMs[group] ?? 0,
      highMs: this.highMs[group] ?? 0,
    };
  }

  /** Groups for which anything was added. */
  *filled(): Generator<readonly [group: number, sum: LostSum]> {
    for (let group = 0; group < this.groupCount; group += 1) {
      const sum = this.at(group);
      if (sum.measuredMs > 0 || sum.highMs > 0 || sum.lostMs > 0) yield [group, sum];
    }
  }
}

/** Everything that is asked for, added up. */
export function sumLost(slices: Iterable<LostSlice>): LostSum {
  return new LostSums(1).addBy(slices, 'cause', () => 0).at(0);
}

/** By series of the place, or of whose service bears it: a group for each id. */
export function sumLostBySeries(
  slices: Iterable<LostSlice>,
  column: 'placeId' | 'ownerId',
  maxSeriesId: number,
): LostSums {
  return new LostSums(maxSeriesId + 1).addBy(slices, column, id => id);
}
