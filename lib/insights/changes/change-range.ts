import { addDays } from '@/lib/time/days';

/** A change is known to so many days before it and after it, where each day has builds enough for a point. */
export const RANGE_DAYS = 3;

/** A change lies somewhere from the one day to the other, both included. */
export interface ChangeRange {
  rangeFrom: string;
  rangeUntil: string;
}

/** Around one day. */
export function rangeAround(day: string): ChangeRange {
  return { rangeFrom: addDays(day, -RANGE_DAYS), rangeUntil: addDays(day, RANGE_DAYS) };
}

/**
 * Around the first point of the new regime. Where builds are few, a point is of many days, and both that one and the one
 * before it may hold builds from before the change and from after it: the range has all of their days.
 *
 * @param points in order of time, the days of each as `2026-03-02`
 */
export function rangeOfChange(
  points: ReadonlyArray<{ fromDay: string; untilDay: string }>,
  index: number,
): ChangeRange {
  const point = points[index];
  if (point === undefined) throw new RangeError(`no point ${index} of ${points.length}`);
  const around = rangeAround(point.fromDay);
  const days = [points[index - 1]?.fromDay ?? point.fromDay, point.untilDay];
  const all = [...days, around.rangeFrom, around.rangeUntil].sort();
  return { rangeFrom: all[0] ?? around.rangeFrom, rangeUntil: all.at(-1) ?? around.rangeUntil };
}

/** Whether two changes may have been on one day. */
export function rangesMeet(one: ChangeRange, other: ChangeRange): boolean {
  return one.rangeFrom <= other.rangeUntil && other.rangeFrom <= one.rangeUntil;
}
