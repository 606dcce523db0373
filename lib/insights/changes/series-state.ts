import { z } from 'zod';
import type { RatePoint, SettledPartition } from '@/lib/stats/cache-changes';
import type { SettledWindows } from '@/lib/stats/change-points';
import type { MedianPoint } from '@/lib/stats/duration-changes';
import { calendarDay, dayNumber } from '@/lib/time/days';

/** Bytes of a point: three whole numbers and a value. */
const POINT_BYTES = 20;

/** What is kept of a duration: its points, and raw days at the end, from which points are made anew. */
export interface DurationState {
  points: MedianPoint[];
  settled: SettledWindows;
  /** From the first day of the first point that may still change. */
  recent: Array<{ day: string; durationsMs: number[] }>;
}

/** The same of a hit rate: its points are made of counts alone. */
export interface CacheState {
  points: RatePoint[];
  settled: SettledPartition;
  recent: Array<{ day: string; hits: number; misses: number }>;
}

const durationRest = z.object({
  settled: z.array(z.object({ start: z.int(), found: z.array(z.int()) })),
  recent: z.array(z.object({ day: z.iso.date(), durationsMs: z.array(z.number()) })),
});

const cacheRest = z.object({
  settled: z.object({ costs: z.array(z.number().nullable()), starts: z.array(z.int()) }),
  recent: z.array(z.object({ day: z.iso.date(), hits: z.int(), misses: z.int() })),
});

export function packDuration({ points, settled, recent }: DurationState) {
  const packed = packPoints(
    points.map(({ fromDay, untilDay, buildCount, logMedian }) => [fromDay, untilDay, buildCount, logMedian]),
  );
  return { points: packed, settled: { settled, recent } };
}

/** Null: another version stored it. */
export function readDuration(points: Buffer, rest: unknown): DurationState | null {
  const { success, data } = durationRest.safeParse(rest);
  return success ? { points: unpackMedians(points), ...data } : null;
}

export function unpackMedians(points: Buffer): MedianPoint[] {
  return unpackPoints(points).map(([fromDay, untilDay, buildCount, logMedian]) => {
    return { fromDay, untilDay, buildCount, logMedian };
  });
}

export function packCache({ points, settled: { costs, starts }, recent }: CacheState) {
  const packed = packPoints(
    points.map(({ fromDay, untilDay, lookups, hits }) => [fromDay, untilDay, lookups, hits]),
  );
  // JSON knows no infinity: the cost of a partition of too few points.
  const known = costs.map(cost => (Number.isFinite(cost) ? cost : null));
  return { points: packed, settled: { settled: { costs: known, starts }, recent } };
}

/** Null: another version stored it. */
export function readCache(points: Buffer, rest: unknown): CacheState | null {
  const { success, data } = cacheRest.safeParse(rest);
  if (!success) return null;
  const costs = data.settled.costs.map(cost => cost ?? Number.POSITIVE_INFINITY);
  const settled = { costs, starts: data.settled.starts };
  return { points: unpackRates(points), settled, recent: data.recent };
}

export function unpackRates(points: Buffer): RatePoint[] {
  return unpackPoints(points).map(([fromDay, untilDay, lookups, hits]) => {
    return { fromDay, untilDay, lookups, hits };
  });
}

type Point = [fromDay: string, untilDay: string, n: number, value: number];

function packPoints(points: readonly Point[]): Buffer {
  const bytes = Buffer.alloc(points.length * POINT_BYTES);
  for (const [i, [fromDay, untilDay, n, value]] of points.entries()) {
    const start = i * POINT_BYTES;
    bytes.writeInt32LE(dayNumber(fromDay), start);
    bytes.writeInt32LE(dayNumber(untilDay), start + 4);
    bytes.writeUInt32LE(n, start + 8);
    bytes.writeDoubleLE(value, start + 12);
  }
  return bytes;
}

function unpackPoints(bytes: Buffer): Point[] {
  return Array.from({ length: bytes.length / POINT_BYTES }, (_, i): Point => {
    const start = i * POINT_BYTES;
    return [
      calendarDay(bytes.readInt32LE(start)),
      calendarDay(bytes.readInt32LE(start + 4)),
      bytes.readUInt32LE(start + 8),
      bytes.readDoubleLE(start + 12),
    ];
  });
}
