import { estimateDay, layOutDay } from './estimate-day';
import type { WaitingDay, WaitingParams } from './waiting-day';

/** A build of a day whose place on the critical path does not matter. */
export interface PlainWait {
  createdMs: number;
  finishedMs: number;
}

/**
 * What one person lost on one day in all, by one set of assumptions, ms: the same as `replayDay` before it is made
 * whole. For days as they would have been: only when builds came and went is needed.
 *
 * @throws RangeError when a build finishes before it was created, or the working hours are not in order
 */
export function lostTotal(
  builds: readonly PlainWait[],
  windows: WaitingDay['windows'],
  params: WaitingParams,
): number {
  const plain = builds.map(({ createdMs, finishedMs }, index) => ({
    id: index,
    createdMs,
    finishedMs,
    stretches: [{ fromMs: createdMs, untilMs: finishedMs, cause: 'run' as const, place: null }],
    switchPlace: null,
  }));
  return Math.min(estimateDay(layOutDay(plain), windows, params).uncappedMs, params.capMs);
}
