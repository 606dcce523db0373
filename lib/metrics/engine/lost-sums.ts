import { z } from 'zod';
import { at } from '@/lib/at';
import { CAUSES } from '@/lib/waiting/waiting-day';
import { LOST_WIDTH, type LostSlice, type Period, type WeekReader } from '@/lib/weeks/reader';

/** Why hours were lost. */
export const lostCause = z.enum(CAUSES);

/** Hours lost in milliseconds, within the band that the assumptions allow: bands of parts are not to be added up. */
export const lostShape = {
  /** Working time in which a build was under way: no assumption in it. */
  measuredMs: z.number(),
  lowMs: z.number(),
  lostMs: z.number(),
  highMs: z.number(),
};

/** The measured wait and the three readings of the estimate, which add up; milliseconds. */
export interface LostSum {
  measuredMs: number;
  lowMs: number;
  lostMs: number;
  highMs: number;
}

export function noLoss(): LostSum {
  return { measuredMs: 0, lowMs: 0, lostMs: 0, highMs: 0 };
}

export function addLoss(total: LostSum, { measuredMs, lowMs, lostMs, highMs }: LostSum): void {
  total.measuredMs += measuredMs;
  total.lowMs += lowMs;
  total.lostMs += lostMs;
  total.highMs += highMs;
}

/**
 * What is told of a sum: its figure with the smallest and the largest of its three readings. They attribute
 * differently, so that the low or the high reading of a part may lie on the other side of the central one.
 */
export function withBand({ measuredMs, lowMs, lostMs, highMs }: LostSum): LostSum {
  return {
    measuredMs,
    lowMs: Math.min(lowMs, lostMs, highMs),
    lostMs,
    highMs: Math.max(lowMs, lostMs, highMs),
  };
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
  add({ entries, from, until, mask }: LostSlice, groupOf: (i: number) => number): void {
    const { measuredMs, lowMs, lostMs, highMs } = entries;
    for (let i = from; i < until; i += 1) {
      if (mask !== null && mask[i] !== 1) continue;
      this.addAt(
        groupOf(i),
        at(measuredMs, i, 'measuredMs'),
        at(lowMs, i, 'lowMs'),
        at(lostMs, i, 'lostMs'),
        at(highMs, i, 'highMs'),
      );
    }
  }

  /** @param sums as the reader tells them */
  addSums(sums: Float64Array, groupOf: (key: number) => number): void {
    const until = sums.length - (sums.length % LOST_WIDTH);
    // Every read lies within: a check of each would take longer than adding up.
    for (let i = 0; i < until; i += LOST_WIDTH) {
      this.addAt(
        groupOf(sums[i] ?? 0),
        sums[i + 1] ?? 0,
        sums[i + 2] ?? 0,
        sums[i + 3] ?? 0,
        sums[i + 4] ?? 0,
      );
    }
  }

  private addAt(group: number, measuredMs: number, lowMs: number, lostMs: number, highMs: number): void {
    this.measuredMs[group] = (this.measuredMs[group] ?? 0) + measuredMs;
    this.lowMs[group] = (this.lowMs[group] ?? 0) + lowMs;
    this.lostMs[group] = (this.lostMs[group] ?? 0) + lostMs;
    this.highMs[group] = (this.highMs[group] ?? 0) + highMs;
  }

  at(group: number): LostSum {
    return {
      measuredMs: at(this.measuredMs, group, 'measuredMs'),
      lowMs: at(this.lowMs, group, 'lowMs'),
      lostMs: at(this.lostMs, group, 'lostMs'),
      highMs: at(this.highMs, group, 'highMs'),
    };
  }

  /** Groups for which anything was added. */
  *filled(): Generator<readonly [group: number, sum: LostSum]> {
    const { measuredMs, lostMs, highMs } = this;
    for (let group = 0; group < this.groupCount; group += 1) {
      const isFilled = (measuredMs[group] ?? 0) > 0 || (highMs[group] ?? 0) > 0 || (lostMs[group] ?? 0) > 0;
      if (isFilled) yield [group, this.at(group)];
    }
  }
}

/** Everything that is asked for, added up. */
export async function sumLost(reader: WeekReader, period: Period): Promise<LostSum> {
  const sums = new LostSums(1);
  await reader.forEachLostSum(period, 'cause', {
    weeks: ({ values }) => sums.addSums(values, () => 0),
    entries: slice => sums.add(slice, () => 0),
  });
  return sums.at(0);
}

/** Hours lost in builds that are stuck, or were for long, and in how many: a part of the whole of the period. */
export async function sumStuck(
  reader: WeekReader,
  period: Period,
): Promise<{ stuckMs: number; stuckBuilds: number }> {
  const builds = new Set<string>();
  let stuckMs = 0;
  await reader.forEachStuck(period, ({ entries, from, until, mask }) => {
    for (let i = from; i < until; i += 1) {
      if (mask?.[i] !== 1) continue;
      stuckMs += at(entries.lostMs, i, 'lostMs');
      const repoId = reader.book.series.get(at(entries.ownerId, i, 'ownerId'))?.repoId;
      builds.add(`${repoId}/${at(entries.number, i, 'number')}`);
    }
  });
  return { stuckMs, stuckBuilds: builds.size };
}

/** By series of the place, or of whose service bears it: a group for each id. */
export async function sumLostBySeries(
  reader: WeekReader,
  period: Period,
  column: 'placeId' | 'ownerId',
): Promise<LostSums> {
  const sums = new LostSums(reader.book.maxSeriesId + 1);
  await reader.forEachLostSum(period, column, {
    weeks: ({ values }) => sums.addSums(values, id => id),
    entries(slice) {
      const ids = slice.entries[column];
      sums.add(slice, i => at(ids, i, 'ids'));
    },
  });
  return sums;
}

/** By series of the place and by cause (its index in CAUSES); only what anything was lost to. */
export async function sumLostByPlace(
  reader: WeekReader,
): Promise<ReadonlyArray<readonly [placeId: number, cause: number, sum: LostSum]>> {
  const causes = CAUSES.length;
  const sums = new LostSums((reader.book.maxSeriesId + 1) * causes);
  await reader.forEachLostSum('now', 'placeCause', {
    weeks: ({ values }) => sums.addSums(values, key => key),
    entries(slice) {
      const { placeId, cause } = slice.entries;
      sums.add(slice, i => at(placeId, i, 'placeId') * causes + at(cause, i, 'cause'));
    },
  });
  return [...sums.filled()].map(([group, sum]) => [Math.floor(group / causes), group % causes, sum]);
}
