import { partitionBefore, ratePoints } from '@/lib/stats/cache-changes';
import { settledBefore } from '@/lib/stats/change-points';
import { CHANGE_WINDOW, medianPoints } from '@/lib/stats/duration-changes';
import { addDays } from '@/lib/time/days';
import type { CacheState, DurationState } from './series-state';

/** So many days at the end are kept raw: builds that are stored late change points of these. */
const RECENT_DAYS = 14;

interface AnyPoint {
  fromDay: string;
  untilDay: string;
}

interface AnyState<Point extends AnyPoint, Day extends { day: string }> {
  points: readonly Point[];
  recent: readonly Day[];
}

/** Where points still hold when days from one on have changed; null: raw days do not reach back so far. */
function keptPoints<Point extends AnyPoint, Day extends { day: string }>(
  { points, recent }: AnyState<Point, Day>,
  fromDay: string,
): { kept: number; days: Day[] } | null {
  const firstDropped = points.findIndex(({ untilDay }) => untilDay >= fromDay);
  const kept = firstDropped < 0 ? points.length : firstDropped;
  const lastKept = points[kept - 1]?.untilDay;
  const needed = recent.filter(({ day }) => (lastKept === undefined || day > lastKept) && day < fromDay);
  // The first raw day is the first of a point or what is left over behind the last one.
  const reaches = points[kept]?.fromDay ?? null;
  if (reaches !== null && reaches < fromDay && (recent[0]?.day ?? fromDay) > reaches) return null;
  return { kept, days: needed };
}

/** Raw days that may be needed again: from the first of the first point that ends within some days before the end. */
function recentDays<Point extends AnyPoint, Day extends { day: string }>(
  points: readonly Point[],
  days: readonly Day[],
  untilDay: string,
): Day[] {
  const from = addDays(untilDay, -RECENT_DAYS);
  const first = points.find(point => point.untilDay >= from)?.fromDay;
  const lastUntil = points.at(-1)?.untilDay;
  const start = first ?? (lastUntil === undefined ? '' : addDays(lastUntil, 1));
  return days.filter(({ day }) => day >= start);
}

/**
 * Points with the days from `fromDay` until before `untilDay` made anew; those before stay, and so does what was found in
 * them. Null: the days that are kept raw do not reach back so far, so that all of it is to be read again.
 */
export function updateDuration(
  state: DurationState,
  days: DurationState['recent'],
  fromDay: string,
  untilDay: string,
): DurationState | null {
  const kept = keptPoints(state, fromDay);
  if (kept === null) return null;
  const raw = [...kept.days, ...days];
  const points = [...state.points.slice(0, kept.kept), ...medianPoints(raw)];
  const known = [...state.recent.filter(({ day }) => day < fromDay), ...days];
  return {
    points,
    settled:
      kept.kept < state.points.length
        ? settledBefore(state.settled, kept.kept, CHANGE_WINDOW)
        : state.settled,
    recent: recentDays(points, known, untilDay),
  };
}

/** The same of a hit rate. */
export function updateCache(
  state: CacheState,
  days: CacheState['recent'],
  fromDay: string,
  untilDay: string,
): CacheState | null {
  const kept = keptPoints(state, fromDay);
  if (kept === null) return null;
  const points = [...state.points.slice(0, kept.kept), ...ratePoints([...kept.days, ...days])];
  const known = [...state.recent.filter(({ day }) => day < fromDay), ...days];
  return {
    points,
    settled: kept.kept < state.points.length ? partitionBefore(state.settled, kept.kept) : state.settled,
    recent: recentDays(points, known, untilDay),
  };
}
