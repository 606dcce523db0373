import { z } from 'zod';
import { condenseLost } from './condense-lost';
import type { LostSlice } from './metric-reader';

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
      const { keep, entries } = slice;
      const find = groupOf(slice);
      for (let i = 0; i < entries.n; i += 1)
        if (keep === null || keep[i] === 1) this.addAt(find(i), entries, i);
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
      for (let i = 0; i < condensed.n; i += 1)
        this.addAt(groupOf(condensed.keys[i] ?? 0, slice), condensed, i);
    }
    return this;
  }

  private addAt(group: number, from: Amounts, i: number): void {
    this.measuredMs[group] = (this.measuredMs[group] ?? 0) + (from.measuredMs[i] ?? 0);
    this.lowMs[group] = (this.lowMs[group] ?? 0) + (from.lowMs[i] ?? 0);
    this.lostMs[group] = (this.lostMs[group] ?? 0) + (from.lostMs[i] ?? 0);
    this.highMs[group] = (this.highMs[group] ?? 0) + (from.highMs[i] ?? 0);
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

interface Amounts {
  readonly measuredMs: Uint32Array | Float64Array;
  readonly lowMs: Uint32Array | Float64Array;
  readonly lostMs: Uint32Array | Float64Array;
  readonly highMs: Uint32Array | Float64Array;
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
