import { sliceAttention } from './attention';
import type { DayBuild, DayLayout } from './day-layout';
import { findSwitches } from './find-switches';
import type { WaitingDay, WaitingParams } from './waiting-day';

/** What a day cost under one set of assumptions, before the cap. All in milliseconds, not made whole. */
export interface DayEstimate {
  /** No assumption in it: working time in which at least one build was under way. */
  measuredMs: number;
  /** Of it, what attention was on. */
  attendedMs: number;
  switchCount: number;
  /** Attention and switches. */
  uncappedMs: number;
  /** The same by cell. */
  uncappedByCell: Float64Array;
}

/**
 * Follows the attention of one person through one day (product's definition of developer-hours lost). At each
 * instant it is split equally among the builds that it is on.
 *
 * @throws RangeError when the working hours are not in order
 */
export function estimateDay(
  { builds, cells }: DayLayout,
  windows: WaitingDay['windows'],
  params: WaitingParams,
): DayEstimate {
  const slices = sliceAttention(builds, windows, params);
  const spread = new Spread(builds.length, cells.length);
  let [measuredMs, attendedMs] = [0, 0];
  for (const { fromMs, untilMs, attention, sharing } of slices) {
    measuredMs += untilMs - fromMs;
    attendedMs += attention * (untilMs - fromMs);
    const share = attention / sharing.length;
    for (const { build } of sharing) spread.addAttention(build, fromMs, untilMs, share);
  }
  const switches = findSwitches(slices, params);
  for (const { switchCell } of switches) spread.add(switchCell, params.switchCostMs);
  const uncappedMs = attendedMs + switches.length * params.switchCostMs;
  return { measuredMs, attendedMs, switchCount: switches.length, uncappedMs, uncappedByCell: spread.byCell };
}

/** Adds up by cell. Attention comes in order of time. */
class Spread {
  readonly byCell: Float64Array;
  /** By build: the stretch that was under way last. */
  readonly #reached: Uint32Array;

  constructor(buildCount: number, cellCount: number) {
    this.byCell = new Float64Array(cellCount);
    this.#reached = new Uint32Array(buildCount);
  }

  add(cell: number, ms: number): void {
    this.byCell[cell] = (this.byCell[cell] ?? 0) + ms;
  }

  addAttention(
    { index, stretches, stretchCells }: DayBuild,
    fromMs: number,
    untilMs: number,
    share: number,
  ): void {
    let at = this.#reached[index] ?? 0;
    for (let stretch = stretches[at]; stretch !== undefined; stretch = stretches[at]) {
      const spentMs = Math.min(stretch.untilMs, untilMs) - Math.max(stretch.fromMs, fromMs);
      if (spentMs > 0) this.add(stretchCells[at] ?? 0, share * spentMs);
      if (stretch.untilMs >= untilMs) break;
      at += 1;
    }
    this.#reached[index] = at;
  }
}
